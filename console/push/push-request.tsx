import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload, IconKey } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PushCertificate } from '../../src/contract/push.ts'
import { apiAddress } from '../api/call.ts'
import { formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { useNow } from '../ui/time.tsx'
import { makePushRequest } from './push-queries.ts'

/** The request to download; another takes its place only when that is confirmed. */
export function PushRequest({ certificate: { request } }: { certificate: PushCertificate }) {
  const client = useQueryClient()
  const now = useNow()
  const [asking, { open, close }] = useDisclosure(false)
  const making = useMutation({
    mutationFn: makePushRequest,
    onSuccess: () => {
      close()
      notifyDone(t('push.step1.made'))
      return client.invalidateQueries({ queryKey: ['push'] })
    },
  })
  if (!request)
    return (
      <>
        <Group my="xs">
          <Button
            variant="default"
            leftSection={<IconKey size={16} aria-hidden />}
            loading={making.isPending}
            onClick={() => making.mutate(false)}
          >
            {t('push.step1.make')}
          </Button>
        </Group>
        <ErrorMessage error={making.error} />
      </>
    )
  return (
    <>
      <Text size="sm">{t('push.step1.waits', { when: formatRelativeTime(request.madeAt, now) })}</Text>
      <Group gap="xs" my="xs">
        <Button
          component="a"
          href={apiAddress('/push-certificate/csr')}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('push.step1.download')}
        </Button>
        <Button variant="subtle" onClick={open}>
          {t('push.step1.replace')}
        </Button>
      </Group>
      {asking && (
        <Confirm
          opened
          onClose={close}
          title={t('push.step1.replace')}
          act={t('push.step1.replace')}
          busy={making.isPending}
          error={making.error}
          onConfirm={() => making.mutate(true)}
        >
          <Text>{t('push.step1.replace.text')}</Text>
        </Confirm>
      )}
    </>
  )
}
