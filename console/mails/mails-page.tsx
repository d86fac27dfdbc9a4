import { IconMail } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { type Mail, MailState } from '../../src/contract/mail.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import { totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { mailListOptions } from './mail-queries.ts'
import { canRetry, reasonOf } from './mail-words.ts'
import { RetryButton } from './retry-button.tsx'

export function MailsPage() {
  const filters = useSearch({ from: '/shell/mails' })
  const navigate = useNavigate({ from: '/mails' })
  const query = useInfiniteQuery(mailListOptions(filters))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const mayWrite = useCan()('device:write')
  const [error, setError] = useState<Error>()
  const shown = useMemo(() => (mayWrite ? [...columns, retryColumn(setError)] : columns), [mayWrite])
  return (
    <Page
      title={t('mails.title')}
      count={totalOf(query.data)}
      description={filters.import ? t('mails.of-import') : t('mails.description')}
    >
      <ErrorMessage error={error} />
      <ListView
        name="mails"
        label={t('mails.title')}
        query={query}
        columns={shown}
        rowId={({ id }) => id}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('mails.title')}
            searchable={false}
            choices={[{ name: 'state', label: t('mail.state'), value: filters.state, options: states }]}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
          />
        }
        empty={<Empty icon={IconMail} title={t('mails.empty')} />}
      />
    </Page>
  )
}

const states = MailState.options.map((value) => ({ value, label: t(`status.mail.${value}`) }))

const columns: Column<Mail>[] = [
  {
    id: 'recipient',
    header: t('mail.recipient'),
    width: 240,
    always: true,
    cell: ({ recipient }) => recipient,
  },
  {
    id: 'state',
    header: t('mail.state'),
    width: 130,
    cell: ({ state }) => <Status kind="mail" state={state} />,
  },
  {
    id: 'device',
    header: t('mail.device'),
    width: 160,
    wide: true,
    cell: ({ device, kind }) =>
      device ? (
        <LinkAnchor to="/devices/$id" params={{ id: device.id }}>
          {device.identifier}
        </LinkAnchor>
      ) : (
        kind === 'expiry' && t('mail.kind.expiry')
      ),
  },
  {
    id: 'created',
    header: t('mail.created'),
    width: 130,
    wide: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  {
    id: 'sent',
    header: t('mail.sent'),
    width: 130,
    wide: true,
    cell: ({ sentAt }) => sentAt && <Time at={sentAt} />,
  },
  { id: 'by', header: t('mail.by'), width: 140, wide: true, cell: ({ requestedBy }) => requestedBy },
  { id: 'attempts', header: t('mail.attempts'), width: 80, wide: true, cell: ({ attempts }) => attempts },
  { id: 'reason', header: t('mail.reason'), width: 300, wide: true, cell: reasonOf },
]

const retryColumn = (onError: (error: Error) => void): Column<Mail> => ({
  id: 'retry',
  header: t('mail.send-again'),
  width: 130,
  wide: true,
  cell: (mail) => canRetry(mail) && <RetryButton mail={mail} onError={onError} />,
})
