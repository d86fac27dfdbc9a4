import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { IconCheck, IconQrcode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { EnrollmentRequest } from '../../src/contract/enrollment-request.ts'
import { page } from '../../src/contract/common.ts'
import { call } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { LinkButton } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { useCan } from '../session/use-session.ts'
import type { StepProps } from './new-request-page.tsx'
import { storeSheets, type RequestDraft } from './request-draft.ts'

/** What became of them, followed while mails leave. */
export function SentStep({ draft, onGo, onReset }: StepProps) {
  const navigate = useNavigate()
  const can = useCan()
  const { sent, channel } = draft
  if (!sent) return null
  const { count, requestIds } = sent
  const print = () => {
    storeSheets(requestIds)
    void navigate({ to: '/requests/sheets' })
  }
  return (
    <Stack gap="md">
      <Message
        tone="good"
        icon={IconCheck}
        role="status"
        title={t(channel === 'qr' ? 'request-new.made' : 'request-new.sent', { count })}
      />
      {channel !== 'qr' && <SendProgress sent={sent} />}
      <Group gap="xs">
        {channel === 'qr' && can('device.code:read') && (
          <Button leftSection={<IconQrcode size={16} aria-hidden />} onClick={print}>
            {t('request-new.print')}
          </Button>
        )}
        <LinkButton to="/requests" variant={channel === 'qr' ? 'default' : 'filled'}>
          {t('request-new.see')}
        </LinkButton>
        <Button
          variant="default"
          onClick={() => {
            onReset()
            onGo('whom')
          }}
        >
          {t('request-new.again')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Of the first of them by name: the rest leaves at the same pace. */
function SendProgress({ sent: { count, requestIds } }: { sent: NonNullable<RequestDraft['sent']> }) {
  const { data } = useQuery({
    queryKey: ['request', 'progress', requestIds[0]],
    queryFn: async ({ signal }) => {
      const { items } = await call(page(EnrollmentRequest), '/enrollment-requests', {
        query: { limit: 500 },
        signal,
      })
      const ours = new Set(requestIds)
      return items.filter(({ id }) => ours.has(id))
    },
  })
  const of = Math.min(count, requestIds.length)
  const gone = data?.filter(({ sentAt }) => sentAt !== null).length ?? 0
  const failed = data?.filter(({ status }) => status === 'failed').length ?? 0
  return (
    <Stack gap={4}>
      <Progress
        value={of === 0 ? 0 : (100 * (gone + failed)) / of}
        aria-label={t('request-new.progress.label')}
      />
      <Text size="sm" c="dimmed" role="status">
        {t('request-new.progress', { sent: gone, count: of, failed })}
      </Text>
    </Stack>
  )
}
