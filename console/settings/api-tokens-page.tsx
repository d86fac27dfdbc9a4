import { Button, Table, VisuallyHidden } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiToken } from '../../src/contract/admin.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { apiTokensOptions, deleteApiToken } from './admin-queries.ts'
import { ApiTokenDialog } from './api-token-dialog.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'

export function ApiTokensPage() {
  const mayWrite = useCan()('api-token:write')
  const { data, error, isPending, refetch } = useQuery(apiTokensOptions)
  const [making, setMaking] = useState(false)
  const [deleting, setDeleting] = useState<ApiToken>()
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  const add = mayWrite && <Button onClick={() => setMaking(true)}>{t('api-tokens.add')}</Button>
  return (
    <Page
      title={t('api-tokens.title')}
      count={data.length}
      description={t('api-tokens.description')}
      actions={add}
    >
      {data.length === 0 ? (
        <Empty icon={IconKey} title={t('api-tokens.empty')} />
      ) : (
        <TokenTable tokens={data} onDelete={mayWrite ? setDeleting : undefined} />
      )}
      {making && <ApiTokenDialog onClose={() => setMaking(false)} />}
      {deleting && <DeleteDialog token={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  )
}

type TableProps = { tokens: ApiToken[]; onDelete: ((token: ApiToken) => void) | undefined }

const TokenTable = ({ tokens, onDelete }: TableProps) => (
  <ScrollTable label={t('api-tokens.title')} minWidth={640} verticalSpacing="sm">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('api-tokens.name')}</Table.Th>
        <Table.Th>{t('api-tokens.role')}</Table.Th>
        <Table.Th>{t('api-tokens.created')}</Table.Th>
        <Table.Th>{t('api-tokens.last-used')}</Table.Th>
        <Table.Th>{t('api-tokens.expires')}</Table.Th>
        {onDelete && (
          <Table.Th>
            <VisuallyHidden>{t('act.delete')}</VisuallyHidden>
          </Table.Th>
        )}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {tokens.map((token) => (
        <Table.Tr key={token.id}>
          <Table.Th scope="row">{token.name}</Table.Th>
          <Table.Td>{token.role}</Table.Td>
          <Table.Td>
            <Time at={token.createdAt} />
          </Table.Td>
          <Table.Td>{token.lastUsedAt ? <Time at={token.lastUsedAt} /> : t('state.never')}</Table.Td>
          <Table.Td>{token.expiresAt ? <Time at={token.expiresAt} /> : t('state.never')}</Table.Td>
          {onDelete && (
            <Table.Td ta="right">
              <Button
                variant="default"
                size="xs"
                onClick={() => onDelete(token)}
                aria-label={`${t('act.delete')}: ${token.name}`}
              >
                {t('act.delete')}
              </Button>
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </ScrollTable>
)

function DeleteDialog({ token: { id, name }, onClose }: { token: ApiToken; onClose: () => void }) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteApiToken(id),
    onSuccess: () => {
      notifyDone(t('api-tokens.deleted', { name }))
      onClose()
      return client.invalidateQueries({ queryKey: ['api-token'] })
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('api-tokens.delete.title', { name })}
      act={t('act.delete')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      {t('api-tokens.delete.text')}
    </Confirm>
  )
}
