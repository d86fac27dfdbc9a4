import { FileInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import { certificatesOf } from './certificate-files.ts'
import { depAccountsOptions } from './dep-queries.ts'
import { flagFields, type ProfileValues } from './profile-fields.ts'

type Props = { form: UseFormReturnType<ProfileValues> }

export function ServerFields({ form }: Props) {
  const { data: accounts = [] } = useQuery(depAccountsOptions)
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('dep-profile.account')}
          description={t('profile.account.hint')}
          data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          required
          {...form.getInputProps('accountId')}
        />
        <TextField form={form} name="profileName" required />
      </SimpleGrid>
      <TextField form={form} name="url" />
      <TextField form={form} name="configurationWebUrl" />
      <TextField form={form} name="orgMagic" />
    </Stack>
  )
}

export const ManagementFields = ({ form }: Props) => (
  <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
    {flagFields
      .filter((name) => name !== 'allowPairing')
      .map((name) => (
        <Flag key={name} form={form} name={name} />
      ))}
  </SimpleGrid>
)

export const DepartmentFields = ({ form }: Props) => (
  <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
    <TextField form={form} name="department" />
    <TextField form={form} name="supportPhoneNumber" />
    <TextField form={form} name="supportEmailAddress" />
    <div />
    <TextField form={form} name="language" />
    <TextField form={form} name="region" />
  </SimpleGrid>
)

export const PairingFields = ({ form }: Props) => (
  <Stack gap="md">
    <Flag form={form} name="allowPairing" />
    <Certificates form={form} name="supervisingHostCerts" />
    <Certificates form={form} name="anchorCerts" />
  </Stack>
)

type TextName = {
  [K in keyof ProfileValues]: ProfileValues[K] extends string ? K : never
}[keyof ProfileValues]
type FlagName = (typeof flagFields)[number]
type CertificatesName = 'anchorCerts' | 'supervisingHostCerts'

const TextField = ({ form, name, required = false }: Props & { name: TextName; required?: boolean }) => (
  <TextInput
    label={t(`profile.${name}`)}
    description={t(`profile.${name}.hint`)}
    required={required}
    {...form.getInputProps(name)}
  />
)

const Flag = ({ form, name }: Props & { name: FlagName }) => (
  <Switch
    label={t(`profile.${name}`)}
    description={t(`profile.${name}.hint`)}
    {...form.getInputProps(name, { type: 'checkbox' })}
  />
)

const Certificates = ({ form, name }: Props & { name: CertificatesName }) => (
  <FileInput
    label={t(`profile.${name}`)}
    description={t(`profile.${name}.hint`)}
    placeholder={t('profile.certs.count', { count: form.values[name].length })}
    multiple
    clearable
    accept=".pem,.cer,.crt,.der"
    error={form.errors[name]}
    onChange={(files) => void certificatesOf(files).then((texts) => form.setFieldValue(name, texts))}
  />
)
