import type { QueryClient } from '@tanstack/react-query'
import type { Import } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { importOptions, isBusy } from './import-queries.ts'

const changed = new Set(['import', 'device', 'user', 'mail'])
const lookMs = 1000

/** Long work answers before it is done: what is running is looked at until it has ended. */
export async function followImport(client: QueryClient, started: Import): Promise<Import> {
  const options = importOptions(started.id)
  client.setQueryData(options.queryKey, started)
  let latest = started
  while (isBusy(latest)) {
    await new Promise((resolve) => setTimeout(resolve, lookMs))
    latest = await client.fetchQuery({ ...options, staleTime: 0 })
  }
  return latest
}

/** What an import changes is read again. */
export const readAgain = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ predicate: ({ queryKey }) => changed.has(String(queryKey[0])) })

/** For somebody who has gone elsewhere meanwhile; the page of the import shows it anyway. */
export function notifyApplied({ id, fileName, result }: Import, pathname: string): void {
  if (!result || pathname === `/imports/${id}`) return
  notifyDone(
    <>
      {t('import.done.notice', { name: fileName, ...result })}{' '}
      <LinkAnchor to="/imports/$id" params={{ id }}>
        {t('import.done.see')}
      </LinkAnchor>
    </>,
  )
}
