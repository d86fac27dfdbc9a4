import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Mail } from '../../src/contract/mail.ts'
import { t } from '../texts/t.ts'
import { notifyDone } from '../ui/notice.tsx'
import { retryMail } from './mail-queries.ts'

export function RetryButton({
  mail: { id, recipient },
  onError,
}: {
  mail: Mail
  onError: (error: Error) => void
}) {
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => retryMail(id),
    onSuccess: () => notifyDone(t('mail.queued', { recipient })),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: ['mail'] }),
  })
  return (
    <Button
      size="xs"
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate()}
      aria-label={`${t('mail.send-again')}: ${recipient}`}
    >
      {t('mail.send-again')}
    </Button>
  )
}
