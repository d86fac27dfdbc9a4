import { Button, Group, Text } from '@mantine/core'
import { IconDownload, IconKey } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepAccount } from '../../src/contract/dep.ts'
import { apiAddress } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { renewKeyPair } from './account-queries.ts'
import { depAccountOptions } from './dep-queries.ts'

/** The certificate to upload at Apple; a new pair is staged until a token comes that was made for it. */
export function KeyPair({ account: { id, state, newKeyPairAt } }: { account: DepAccount }) {
  const client = useQueryClient()
  const renewal = useMutation({
    mutationFn: () => renewKeyPair(id),
    onSuccess: (changed) => {
      client.setQueryData(depAccountOptions(id).queryKey, changed)
      notifyDone(t('dep-account.key.made'))
    },
  })
  return (
    <>
      {newKeyPairAt && (
        <Message tone="info" icon={IconKey} title={t('dep-account.key.waits')}>
          <Text size="sm">{t('dep-account.key.waits.text')}</Text>
        </Message>
      )}
      <Group gap="xs" my="xs">
        <Button
          component="a"
          href={apiAddress(`/dep/accounts/${id}/certificate`)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('dep-account.token.step1.act')}
        </Button>
        {state !== 'no-token' && !newKeyPairAt && (
          <Button variant="subtle" loading={renewal.isPending} onClick={() => renewal.mutate()}>
            {t('dep-account.key.new')}
          </Button>
        )}
      </Group>
      {state !== 'no-token' && !newKeyPairAt && (
        <Text size="sm" c="dimmed">
          {t('dep-account.key.new.hint')}
        </Text>
      )}
      <ErrorMessage error={renewal.error} />
    </>
  )
}
