import { Select } from '@mantine/core'
import { IconApple } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { t } from '../../texts/t.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { depAccountsOptions } from '../dep-queries.ts'
import { RulesEditor } from './rules-editor.tsx'
import { rulesOptions } from './rules-queries.ts'

/** The rules of one account at a time. */
export function DepRulesPage() {
  const { account } = useSearch({ from: '/shell/dep/rules' })
  const navigate = useNavigate({ from: '/dep/rules' })
  const [dirty, setDirty] = useState(false)
  const accounts = useQuery(depAccountsOptions)
  if (accounts.isPending) return <PageSkeleton />
  if (accounts.error) return <ErrorMessage error={accounts.error} onRetry={() => void accounts.refetch()} />
  const shown = accounts.data.find(({ id }) => id === account) ?? accounts.data[0]
  return (
    <Page title={t('rules.title')} description={t('rules.description')}>
      {!shown && (
        <Empty icon={IconApple} title={t('rules.no-account')}>
          {t('rules.no-account.text')}
        </Empty>
      )}
      {shown && (
        <>
          <Select
            label={t('rules.account')}
            description={dirty ? t('rules.account.dirty') : undefined}
            data={accounts.data.map(({ id, name }) => ({ value: id, label: name }))}
            value={shown.id}
            onChange={(id) => id && void navigate({ search: { account: id }, replace: true })}
            disabled={dirty}
            allowDeselect={false}
            maw={360}
          />
          <AccountRules key={shown.id} accountId={shown.id} onDirty={setDirty} />
        </>
      )}
    </Page>
  )
}

function AccountRules({ accountId, onDirty }: { accountId: string; onDirty: (dirty: boolean) => void }) {
  const { data, error, isPending, refetch, dataUpdatedAt } = useQuery(rulesOptions(accountId))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return <RulesEditor key={dataUpdatedAt} {...{ accountId, onDirty }} saved={data} />
}
