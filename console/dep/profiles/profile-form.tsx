import { Fieldset, Grid, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { t } from '../../texts/t.ts'
import { focusFirst } from '../../ui/form.ts'
import { depAccountsOptions } from '../dep-queries.ts'
import type { flagFields, ProfileValues } from '../profile-fields.ts'
import { CertificateField } from './certificate-field.tsx'
import { PanePicker } from './pane-picker.tsx'
import { ProfilePreview } from './profile-preview.tsx'

type Form = UseFormReturnType<ProfileValues>
type Props = {
  form: Form
  /** A profile stays with its account. */
  fixedAccount?: string
  onSubmit: (values: ProfileValues) => void
  /** What stands below the fields: errors and the acts. */
  children: ReactNode
}

/** C33 to C37: every field of Apple's in its group, each with its hint; beside it what Apple will get. */
export const ProfileForm = ({ form, fixedAccount, onSubmit, children }: Props) => (
  <Grid>
    <Grid.Col span={{ base: 12, lg: 7 }}>
      <form onSubmit={form.onSubmit(onSubmit, focusFirst(form))} noValidate>
        <Stack gap="md">
          <Server form={form} {...(fixedAccount && { fixedAccount })} />
          <Group legend={t('profile.group.management')}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
              <Flag form={form} name="isSupervised" />
              <Flag form={form} name="isMdmRemovable" />
              <Flag form={form} name="isMandatory" />
              <Flag form={form} name="awaitDeviceConfigured" />
              <Flag form={form} name="isMultiUser" />
              <Flag form={form} name="isReturnToService" />
              <Flag form={form} name="doNotUseProfileFromBackup" />
            </SimpleGrid>
          </Group>
          <Group legend={t('profile.group.skip')}>
            <PanePicker form={form} />
          </Group>
          <Group legend={t('profile.group.auto')}>
            <Flag form={form} name="autoAdvanceSetup" />
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
              <TextField form={form} name="language" maxLength={3} />
              <TextField form={form} name="region" maxLength={2} />
            </SimpleGrid>
          </Group>
          <Group legend={t('profile.group.department')}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
              <TextField form={form} name="department" />
              <TextField form={form} name="supportPhoneNumber" />
              <TextField form={form} name="supportEmailAddress" />
            </SimpleGrid>
          </Group>
          <Group legend={t('profile.group.pairing')}>
            <Flag form={form} name="allowPairing" />
            <CertificateField form={form} name="supervisingHostCerts" />
            <CertificateField form={form} name="anchorCerts" />
          </Group>
          {children}
        </Stack>
      </form>
    </Grid.Col>
    <Grid.Col span={{ base: 12, lg: 5 }}>
      <ProfilePreview values={form.values} />
    </Grid.Col>
  </Grid>
)

function Server({ form, fixedAccount }: { form: Form; fixedAccount?: string }) {
  const { data: accounts = [] } = useQuery(depAccountsOptions)
  return (
    <Group legend={t('profile.group.server')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {fixedAccount ? (
          <TextInput
            label={t('dep-profile.account')}
            description={t('profile.account.hint')}
            value={fixedAccount}
            readOnly
          />
        ) : (
          <Select
            label={t('dep-profile.account')}
            description={t('profile.account.hint')}
            data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            required
            allowDeselect={false}
            {...form.getInputProps('accountId')}
          />
        )}
        <TextField form={form} name="profileName" required />
      </SimpleGrid>
      <TextField form={form} name="url" />
      <TextField form={form} name="configurationWebUrl" />
      <TextField form={form} name="orgMagic" />
    </Group>
  )
}

const Group = ({ legend, children }: { legend: string; children: ReactNode }) => (
  <Fieldset legend={legend}>
    <Stack gap="md">{children}</Stack>
  </Fieldset>
)

type TextName = {
  [K in keyof ProfileValues]: ProfileValues[K] extends string ? K : never
}[keyof ProfileValues]
type TextProps = { form: Form; name: TextName; required?: boolean; maxLength?: number }

const TextField = ({ form, name, required = false, maxLength }: TextProps) => (
  <TextInput
    label={t(`profile.${name}`)}
    description={t(`profile.${name}.hint`)}
    required={required}
    {...(maxLength && { maxLength })}
    {...form.getInputProps(name)}
  />
)

const Flag = ({ form, name }: { form: Form; name: (typeof flagFields)[number] }) => (
  <Switch
    label={t(`profile.${name}`)}
    description={t(`profile.${name}.hint`)}
    {...form.getInputProps(name, { type: 'checkbox' })}
  />
)
