import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconHelpCircle } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { askWhatIf } from '../arrivals/arrival-queries.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'

/** What the settings, as they are saved, would decide on a device. Nothing is stored by asking. */
export function AdmissionTest() {
  const mayAsk = useCan()('arrival:read')
  const form = useForm({
    initialValues: { serial: '' },
    validate: { serial: (value) => (value.trim() ? null : t('what-if.needs-one')) },
  })
  const test = useMutation({
    mutationFn: ({ serial }: { serial: string }) => askWhatIf({ channel: 'ade', claimed: { serial } }),
  })
  if (!mayAsk) return null
  return (
    <form onSubmit={form.onSubmit((values) => test.mutate(values))} noValidate>
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('settings.admission.test')}
        </Title>
        <Text size="sm">{t('settings.admission.test.text')}</Text>
        <Group align="flex-end">
          <TextInput
            label={t('device.serial')}
            style={{ flex: '1 1 200px' }}
            {...form.getInputProps('serial')}
          />
          <Button
            type="submit"
            variant="default"
            loading={test.isPending}
            leftSection={<IconHelpCircle size={16} />}
          >
            {t('settings.admission.test.act')}
          </Button>
        </Group>
        <ErrorMessage error={test.error} />
        {test.data && (
          <Group gap="xs" role="status">
            <Status kind="outcome" state={test.data.outcome} />
            <Text size="sm">{test.data.summary}</Text>
            <LinkAnchor size="sm" to="/what-if" search={{ serial: test.variables.serial }}>
              {t('settings.admission.test.why')}
            </LinkAnchor>
          </Group>
        )}
      </Stack>
    </form>
  )
}
