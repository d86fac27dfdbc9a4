import type { Platform } from '../platform/platform.ts'
import { ifUnlocked } from './import-lock.ts'
import { setFailed, setState } from './import-store.ts'

/**
 * Called when a server starts: what another one left when it died. Applying is one transaction, so nothing was applied and the plan
 * stands; a file that was being read is lost with the request that brought it.
 */
export async function healImports({ db, pool }: Pick<Platform, 'db' | 'pool'>): Promise<void> {
  const open = await db
    .selectFrom('import')
    .select(['id', 'state'])
    .where('state', 'in', ['planning', 'applying'])
    .execute()
  for (const { id, state } of open)
    await ifUnlocked(pool, id, () => (state === 'applying' ? setState(db, id, 'planned') : setFailed(db, id)))
}
