import type { Platform } from '../platform/platform.ts'
import { ifUnlocked } from './import-lock.ts'
import { setFailed, setState } from './import-store.ts'
import { planImport } from './plan-import.ts'

/**
 * Called when a server starts: what another one left when it died. Applying is one transaction, so nothing was applied and the plan
 * stands. Rows are staged all at once or not at all: staged ones are planned now, a file that was being read is lost with the
 * request that brought it.
 */
export async function healImports(platform: Platform): Promise<void> {
  const { db, pool } = platform
  const open = await db
    .selectFrom('import')
    .select(['id', 'state'])
    .where('state', 'in', ['planning', 'applying'])
    .execute()
  for (const { id, state } of open)
    await ifUnlocked(pool, id, () =>
      state === 'applying' ? setState(db, id, 'planned') : planWhatWasStaged(platform, id),
    )
}

async function planWhatWasStaged(platform: Platform, id: string): Promise<void> {
  const { db, log } = platform
  const staged = await db
    .selectFrom('import_row')
    .select('line')
    .where('import_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (!staged) return setFailed(db, id)
  try {
    await planImport(platform, id)
  } catch (error) {
    log.error({ error, import: id }, 'planning an import again ended in an error')
    await setFailed(db, id)
  }
}
