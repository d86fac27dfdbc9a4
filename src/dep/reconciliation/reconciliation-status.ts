import type { DepReconciliationReport, DepReconciliationStatus } from '../../contract/dep-reconciliation.ts'
import type { Db } from '../../platform/db/database.ts'
import { Problem } from '../../platform/problem.ts'
import { countOpen } from './difference-store.ts'
import { nightlyTimes } from './nightly.ts'
import { listLast, listReconciliations, reconciliationOf } from './reconciliation-store.ts'

/** How every account stands, by name: a handful. */
export async function listStatuses(db: Db, now: Date): Promise<DepReconciliationStatus[]> {
  const accounts = await db
    .selectFrom('dep_account')
    .select(['id', 'name', 'token_sealed', 'token_expires_at'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  const [last, lastDone, open] = [await listLast(db), await listLast(db, 'done'), await countOpen(db)]
  const one = (rows: typeof last, id: string) => {
    const row = rows.get(id)
    return row ? reconciliationOf(row) : null
  }
  return accounts.map(({ id, name, token_sealed, token_expires_at }) => {
    const openKinds = open.get(id) ?? []
    const hasToken =
      token_sealed !== null && token_expires_at !== null && Date.parse(token_expires_at) > now.getTime()
    return {
      accountId: id,
      account: name,
      last: one(last, id),
      lastDone: one(lastDone, id),
      open: openKinds.reduce((sum, kind) => sum + kind.open, 0),
      openKinds,
      nextAt: hasToken ? nightlyTimes(id, now).next.toISOString() : null,
    }
  })
}

const shown = 30

export async function readReport(db: Db, accountId: string, now: Date): Promise<DepReconciliationReport> {
  const status = (await listStatuses(db, now)).find((account) => account.accountId === accountId)
  if (!status) throw new Problem('dep-account.not-found', { id: accountId })
  const history = await listReconciliations(db, accountId, shown)
  return { ...status, history: history.map(reconciliationOf) }
}
