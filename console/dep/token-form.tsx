import { Stack, Tabs, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepAccount } from '../../src/contract/dep.ts'
import { isProblem, problemFact } from '../api/api-error.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DropFile } from '../ui/drop-file.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { putToken } from './account-queries.ts'
import { depAccountOptions } from './dep-queries.ts'
import { TokenByHand } from './token-by-hand.tsx'

const maxTokenBytes = 1024 * 1024

/** The token as a file, or by hand. One of another MDM server is explained before an admin may move the account there. */
export function TokenForm({ account: { id } }: { account: DepAccount }) {
  const client = useQueryClient()
  const sending = useMutation({
    mutationFn: putToken,
    onSuccess: (changed) => {
      client.setQueryData(depAccountOptions(id).queryKey, changed)
      notifyDone(t('dep-account.token.saved'))
      return client.invalidateQueries({ queryKey: ['dep-account'] })
    },
  })
  const send = (file: Blob) => sending.mutate({ id, file })
  const refused = isProblem(sending.error, 'dep-token.other-server') ? sending.error : undefined
  const isOther = refused && sending.variables && !sending.variables.confirmOtherServer
  const servers = {
    expected: problemFact(refused, 'expected') ?? '',
    found: problemFact(refused, 'found') ?? '',
  }
  return (
    <Stack gap="sm">
      <Tabs defaultValue="file" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="file">{t('dep-account.token.by-file')}</Tabs.Tab>
          <Tabs.Tab value="hand">{t('dep-account.token.by-hand')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="file">
          <DropFile
            title={t('dep-account.token.drop')}
            hint={t('dep-account.token.drop.hint')}
            refusal={t('dep-account.token.drop.refused')}
            maxBytes={maxTokenBytes}
            busy={sending.isPending}
            onFile={send}
          />
        </Tabs.Panel>
        <Tabs.Panel value="hand">
          <TokenByHand busy={sending.isPending} onToken={send} />
        </Tabs.Panel>
      </Tabs>
      <ErrorMessage error={sending.error} />
      {isOther && (
        <Confirm
          opened
          onClose={sending.reset}
          title={t('dep-account.move.title')}
          act={t('dep-account.move.act')}
          danger
          type={servers.found}
          busy={sending.isPending}
          error={null}
          onConfirm={() => sending.mutate({ ...sending.variables, confirmOtherServer: true })}
        >
          <Stack gap="xs">
            <Text>{t('dep-account.move.text', servers)}</Text>
            <Text>{t('dep-account.move.effect', { found: servers.found })}</Text>
          </Stack>
        </Confirm>
      )}
    </Stack>
  )
}
