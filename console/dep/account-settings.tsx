import {
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type DepAccount, DepAccountPatch } from '../../src/contract/dep.ts'
import { namesOptions } from '../devices/device-queries.ts'
import { authenticationOptions } from '../devices/device-words.ts'
import { t } from '../texts/t.ts'
import { DeleteAct } from '../ui/delete-act.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { changeDepAccount, deleteDepAccount, depAccountOptions, depProfilesOptions } from './dep-queries.ts'

const valuesOf = ({ name, addAsPreEnrolled, defaultProfileId, syncIntervalHours, defaults }: DepAccount) => ({
  name,
  defaults,
  addAsPreEnrolled,
  defaultProfileId,
  syncIntervalHours,
})
type Values = ReturnType<typeof valuesOf>

export function AccountSettings({ account }: { account: DepAccount }) {
  const client = useQueryClient()
  const profiles = useQuery(depProfilesOptions)
  const form = useForm<Values>({
    initialValues: valuesOf(account),
    validate: validateWith(DepAccountPatch, (values) => values),
  })
  const save = useMutation({
    mutationFn: (values: Values) => changeDepAccount(account.id, values),
    onSuccess: (changed) => {
      client.setQueryData(depAccountOptions(account.id).queryKey, changed)
      notifyDone(t('dep-account.saved', { name: changed.name }))
    },
    onError: (error) => showFieldErrors(form, error),
  })
  const options = (profiles.data ?? [])
    .filter(({ accountId }) => accountId === account.id)
    .map(({ id, fields, version }) => ({ value: id, label: `${fields.profileName} (${version})` }))
  return (
    <Paper withBorder p="md" component="section">
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <Title order={2}>{t('dep-account.settings')}</Title>
          <TextInput label={t('dep-account.name')} required {...form.getInputProps('name')} />
          <Switch
            label={t('dep-account.pre-enroll')}
            description={t('dep-account.pre-enroll.hint')}
            {...form.getInputProps('addAsPreEnrolled', { type: 'checkbox' })}
          />
          {form.values.addAsPreEnrolled && <DefaultsFields form={form} />}
          <Select
            label={t('dep-account.default-profile')}
            description={t('dep-account.default-profile.hint')}
            placeholder={t('state.none')}
            data={options}
            clearable
            clearButtonProps={{
              'aria-label': t('list.clear-one', { what: t('dep-account.default-profile') }),
            }}
            {...form.getInputProps('defaultProfileId')}
          />
          <LinkAnchor to="/dep/rules" search={{ account: account.id }} size="sm">
            {t('dep-account.rules')}
          </LinkAnchor>
          <NumberInput
            label={t('dep-account.interval')}
            min={1}
            max={168}
            allowDecimal={false}
            {...form.getInputProps('syncIntervalHours')}
          />
          <ErrorMessage error={save.error} />
          <Group justify="space-between">
            <Button type="submit" loading={save.isPending}>
              {t('act.save')}
            </Button>
            <DeleteAccount account={account} />
          </Group>
        </Stack>
      </form>
    </Paper>
  )
}

/** H8, H10: what a record gets that is made for a device of Apple's list. */
function DefaultsFields({ form }: { form: UseFormReturnType<Values> }) {
  const groups = useQuery(namesOptions('groups'))
  const templates = useQuery(namesOptions('templates'))
  return (
    <Fieldset legend={t('dep-account.defaults')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('dep-account.defaults.hint')}
        </Text>
        <MultiSelect
          label={t('dep-account.defaults.groups')}
          data={groups.data ?? []}
          searchable
          {...form.getInputProps('defaults.groups')}
        />
        <Select
          label={t('dep-account.defaults.template')}
          placeholder={t('state.none')}
          data={templates.data ?? []}
          clearable
          clearButtonProps={{
            'aria-label': t('list.clear-one', { what: t('dep-account.defaults.template') }),
          }}
          {...form.getInputProps('defaults.template')}
        />
        <Select
          label={t('dep-account.defaults.authentication')}
          data={authenticationOptions}
          allowDeselect={false}
          {...form.getInputProps('defaults.authentication')}
        />
      </Stack>
    </Fieldset>
  )
}

function DeleteAccount({ account: { id, name } }: { account: DepAccount }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteDepAccount(id),
    onSuccess: async () => {
      notifyDone(t('dep-account.deleted', { name }))
      await navigate({ to: '/dep/accounts' })
      await client.invalidateQueries({ queryKey: ['dep-account', 'all'] })
    },
  })
  return (
    <DeleteAct
      act={t('dep-account.delete')}
      title={t('dep-account.delete.title', { name })}
      text={t('dep-account.delete.text')}
      type={name}
      busy={remove.isPending}
      error={remove.error}
      onDelete={() => remove.mutate()}
    />
  )
}
