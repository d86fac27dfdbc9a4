import {
  Autocomplete,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import type { DeviceForm } from './device-form.tsx'
import { namesOptions, userNamesOptions } from './device-queries.ts'
import { authenticationOptions, ownershipOptions, platformOptions } from './device-words.ts'

type Props = { form: DeviceForm }
const columns = { base: 1, sm: 2 }

export const IdentityFields = ({ form, isNew }: Props & { isNew: boolean }) => (
  <SimpleGrid cols={columns}>
    <TextInput
      label={t('device.identifier')}
      description={t('device.form.identifier.hint')}
      required
      {...form.getInputProps('identifier')}
    />
    <Select
      label={t('device.platform')}
      description={t('device.form.platform.fixed')}
      data={platformOptions}
      allowDeselect={false}
      disabled={!isNew}
      required
      {...form.getInputProps('platform')}
    />
    <TextInput label={t('device.display-name')} {...form.getInputProps('displayName')} />
    <Select
      label={t('device.ownership')}
      data={ownershipOptions}
      clearable
      clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('device.ownership') }) }}
      {...form.getInputProps('ownership')}
    />
    <TextInput label={t('device.manufacturer')} {...form.getInputProps('manufacturer')} />
    <TextInput label={t('device.model')} {...form.getInputProps('model')} />
    <Textarea label={t('device.description')} autosize minRows={1} {...form.getInputProps('description')} />
  </SimpleGrid>
)

export function PersonFields({ form }: Props) {
  const [typed] = useDebouncedValue(form.values.userName.trim(), 200)
  const users = useQuery(userNamesOptions(typed))
  const groups = useQuery(namesOptions('groups'))
  const tags = useQuery(namesOptions('tags'))
  const templates = useQuery(namesOptions('templates'))
  return (
    <SimpleGrid cols={columns}>
      <Autocomplete
        label={t('device.user')}
        description={t('device.form.user.hint')}
        data={users.data ?? []}
        filter={({ options }) => options}
        {...form.getInputProps('userName')}
      />
      <Select
        label={t('device.template')}
        description={' '}
        data={templates.data ?? []}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('device.template') }) }}
        {...form.getInputProps('template')}
      />
      <MultiSelect
        label={t('device.groups')}
        data={groups.data ?? []}
        searchable
        {...form.getInputProps('groups')}
      />
      <MultiSelect
        label={t('device.tags')}
        data={tags.data ?? []}
        searchable
        {...form.getInputProps('tags')}
      />
    </SimpleGrid>
  )
}

export const CheckInFields = ({ form, isNew }: Props & { isNew: boolean }) => (
  <SimpleGrid cols={columns}>
    <Select
      label={t('device.authentication')}
      data={authenticationOptions}
      allowDeselect={false}
      {...form.getInputProps('authentication')}
    />
    <TextInput
      label={t('device.registration-email')}
      type="email"
      {...form.getInputProps('registrationEmail')}
    />
    <TextInput
      label={t('device.code')}
      description={isNew ? t('device.form.code.hint') : t('device.form.code.keep')}
      autoComplete="off"
      {...form.getInputProps('code')}
    />
    <NumberInput
      label={t('device.expiration-days')}
      description={isNew ? t('device.form.days.hint') : t('device.form.days.keep')}
      min={1}
      max={365}
      allowDecimal={false}
      {...form.getInputProps('expirationDays')}
    />
    {form.values.depMethod !== 'Serial' && (
      <TextInput label={t('device.serial')} {...form.getInputProps('serial')} />
    )}
    <TextInput label={t('device.imei')} {...form.getInputProps('imei')} />
    <TextInput label={t('device.imei2')} {...form.getInputProps('imei2')} />
    <TextInput label={t('device.meid')} {...form.getInputProps('meid')} />
    <TextInput label={t('device.udid')} {...form.getInputProps('udid')} />
    <TextInput label={t('device.wifi-mac')} {...form.getInputProps('wifiMac')} />
    <Switch
      label={t('device.agent-install')}
      {...form.getInputProps('agentInstallRequired', { type: 'checkbox' })}
    />
  </SimpleGrid>
)
