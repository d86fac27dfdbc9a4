import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Device } from '../../src/contract/device.ts'
import { itemsOf, totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { RequestActs } from './request-acts.tsx'
import { draftForDevices } from './request-draft.ts'
import { requestListOptions } from './request-queries.ts'
import { noteOf } from './request-words.ts'

/** The newest enrollment request of a device, and another one. */
export function DeviceRequest({ device }: { device: Device }) {
  const mayWrite = useCan()('device:write')
  const { data, error } = useInfiniteQuery(requestListOptions({ device: device.id }))
  const [failure, setFailure] = useState<Error>()
  const navigate = useNavigate()
  const [request] = itemsOf(data)
  const maySend = mayWrite && device.status === 'enrolling'
  if (!maySend && !request) return null
  const send = () => {
    draftForDevices([device.id])
    void navigate({ to: '/requests/new', search: { at: 'how' } })
  }
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={2}>{t('device.requests')}</Title>
        <ErrorMessage error={failure ?? error} />
        {data && !request && <Text c="dimmed">{t('device.requests.none')}</Text>}
        {request && (
          <div>
            <Group gap="xs">
              <Status kind="request" state={request.status} />
              <Text size="sm" c="dimmed" component="span">
                <Time at={request.createdAt} />
              </Text>
              <RequestActs request={request} onError={setFailure} />
            </Group>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {request.recipient ?? t(`request.channel.${request.channel}`)}
            </Text>
            {noteOf(request) && (
              <Text size="sm" c="dimmed">
                {noteOf(request)}
              </Text>
            )}
          </div>
        )}
        {(totalOf(data) ?? 0) > 1 && (
          <LinkAnchor to="/requests" search={{ device: device.id }}>
            {t('device.requests.all')}
          </LinkAnchor>
        )}
        {maySend && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconSend size={14} aria-hidden />}
              onClick={send}
            >
              {t('device.requests.send')}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}
