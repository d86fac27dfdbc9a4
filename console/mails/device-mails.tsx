import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Device } from '../../src/contract/device.ts'
import type { Mail, MailChannel } from '../../src/contract/mail.ts'
import { itemsOf, totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { mailListOptions, sendCheckInMail } from './mail-queries.ts'
import { canRetry, reasonOf } from './mail-words.ts'
import { RetryButton } from './retry-button.tsx'

const shown = 3

/** The check-in mails of a device: what became of the last ones, and a new one. */
export function DeviceMails({ device }: { device: Device }) {
  const mayWrite = useCan()('device:write')
  const { data, error } = useInfiniteQuery(mailListOptions({ device: device.id }))
  const [failure, setFailure] = useState<Error>()
  const mails = itemsOf(data)
  const mayAsk = mayWrite && device.status === 'enrolling'
  if (!mayAsk && mails.length === 0) return null
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={2}>{t('device.mails')}</Title>
        <ErrorMessage error={failure ?? error} />
        {data && mails.length === 0 && <Text c="dimmed">{t('device.mails.empty')}</Text>}
        <ul style={{ margin: 0, padding: 0, listStyle: 'none' }} aria-label={t('device.mails')}>
          {mails.slice(0, shown).map((mail) => (
            <MailLine key={mail.id} mail={mail} onError={setFailure} mayWrite={mayWrite} />
          ))}
        </ul>
        {(totalOf(data) ?? 0) > shown && (
          <LinkAnchor to="/mails" search={{ device: device.id }}>
            {t('device.mails.all', { count: totalOf(data) ?? 0 })}
          </LinkAnchor>
        )}
        {mayAsk && <AskButtons device={device} onError={setFailure} />}
      </Stack>
    </Paper>
  )
}

type LineProps = { mail: Mail; mayWrite: boolean; onError: (error: Error) => void }

const MailLine = ({ mail, mayWrite, onError }: LineProps) => (
  <li style={{ marginBottom: 8 }}>
    <Group gap="xs">
      <Status kind="mail" state={mail.state} />
      <Text size="sm" c="dimmed" component="span">
        <Time at={mail.sentAt ?? mail.triedAt ?? mail.createdAt} />
      </Text>
      {mayWrite && canRetry(mail) && <RetryButton mail={mail} onError={onError} />}
    </Group>
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {mail.recipient}
    </Text>
    {reasonOf(mail) && (
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {reasonOf(mail)}
      </Text>
    )}
  </li>
)

type AskProps = { device: Device; onError: (error: Error | undefined) => void }

/** A text message is offered where there is a person to have a number; without one the answer says so. */
function AskButtons({ device, onError }: AskProps) {
  const client = useQueryClient()
  const ask = useMutation({
    mutationFn: (channel: MailChannel) => sendCheckInMail(device.id, channel),
    onMutate: () => onError(undefined),
    onSuccess: ({ recipient }) => notifyDone(t('mail.queued', { recipient })),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: ['mail'] }),
  })
  return (
    <Group gap="xs">
      {device.registrationEmail && (
        <Button variant="default" size="xs" loading={ask.isPending} onClick={() => ask.mutate('mail')}>
          {t('device.mails.send')}
        </Button>
      )}
      {device.userName && (
        <Button variant="default" size="xs" loading={ask.isPending} onClick={() => ask.mutate('sms')}>
          {t('device.mails.text')}
        </Button>
      )}
      {!device.registrationEmail && !device.userName && <Text c="dimmed">{t('device.mails.nobody')}</Text>}
    </Group>
  )
}
