import { Button, Code, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { NewApiToken } from '../../src/contract/admin.ts'
import { t } from '../texts/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { validateWith } from '../ui/form.ts'
import { createApiToken, rolesOptions } from './admin-queries.ts'

type Values = { name: string; role: string; days: string }

const dayMs = 86_400_000
const lifetimes = ['30', '90', '365']
const newTokenOf = ({ name, role, days }: Values, now: number) => ({
  name,
  role,
  expiresAt: days ? new Date(now + Number(days) * dayMs).toISOString() : null,
})

/** Makes a token and shows its secret this one time; until then the dialog cannot be closed by accident. */
export function ApiTokenDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const creation = useMutation({
    mutationFn: (values: Values) => createApiToken(newTokenOf(values, Date.now())),
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-token'] }),
  })
  const made = creation.data !== undefined
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? t('api-tokens.once.title') : t('api-tokens.add')}
      closeOnClickOutside={!made}
      closeOnEscape={!made}
      withCloseButton={!made}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {creation.data ? (
        <Secret token={creation.data.token} onClose={onClose} />
      ) : (
        <TokenForm
          busy={creation.isPending}
          error={creation.error}
          onSubmit={creation.mutate}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

const Secret = ({ token, onClose }: { token: string; onClose: () => void }) => (
  <Stack gap="md">
    <Text role="alert">{t('api-tokens.once.text')}</Text>
    <Group gap="xs" wrap="nowrap">
      <Code style={{ overflowWrap: 'anywhere', userSelect: 'all' }}>{token}</Code>
      <CopyButton value={token} what={t('api-tokens.token')} />
    </Group>
    <Button onClick={onClose}>{t('api-tokens.once.done')}</Button>
  </Stack>
)

type FormProps = { busy: boolean; error: unknown; onSubmit: (values: Values) => void; onClose: () => void }

function TokenForm({ busy, error, onSubmit, onClose }: FormProps) {
  const { data: roles = [] } = useQuery(rolesOptions)
  const form = useForm<Values>({
    initialValues: { name: '', role: '', days: '90' },
    validate: (values) => ({
      ...validateWith(NewApiToken, () => newTokenOf(values, 0))(values),
      ...(values.role === '' && { role: t('field.required') }),
    }),
  })
  const lifetimeOptions = [
    ...lifetimes.map((value) => ({ value, label: t('api-tokens.days', { count: Number(value) }) })),
    { value: '', label: t('api-tokens.forever') },
  ]
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack gap="md">
        <TextInput label={t('api-tokens.name')} required data-autofocus {...form.getInputProps('name')} />
        <Select
          label={t('api-tokens.role')}
          data={roles.map(({ name }) => name)}
          required
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        <Select
          label={t('api-tokens.lifetime')}
          data={lifetimeOptions}
          allowDeselect={false}
          {...form.getInputProps('days')}
        />
        <ErrorMessage error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('api-tokens.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
