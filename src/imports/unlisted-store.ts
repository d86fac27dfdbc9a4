import { sql } from 'kysely'
import type { Import } from '../contract/import.ts'
import type { UnlistedDevices } from '../contract/bulk-list.ts'
import { statusOf } from '../devices/device.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { readMakerAliases } from '../settings/settings-store.ts'
import { matchesOf } from './plan-match.ts'

export type AppliedUpload = Pick<Import, 'id' | 'fileName' | 'state' | 'warnings'> & {
  target: string | null
  /** A later file was applied to the same list and is not undone. */
  isOverhauled: boolean
}

/** Held until the end of the transaction, so that it is not undone meanwhile. */
export async function holdUpload(trx: Trx, id: string): Promise<AppliedUpload | undefined> {
  const { rows } = await sql<AppliedUpload>`
    select i.id, i.file_name as "fileName", i.state, i.warnings, i.options->>'target' as target,
      exists (select from import later where later.options->>'target' = i.options->>'target'
        and later.state = 'applied' and later.applied_at > i.applied_at) as "isOverhauled"
    from import i where i.id = ${id} for share of i`.execute(trx)
  return rows[0]
}

/**
 * Puts the devices of a list that no row names into the table `unlisted`, for the rest of the transaction. A rejected row names the
 * devices that carry one of its numbers.
 */
export async function findUnlisted(trx: Trx, { bulkId, importId }: Named): Promise<void> {
  await sql`
    create temporary table unlisted on commit drop as
    with named as (
      select device_id from import_plan where import_id = ${importId} and device_id is not null
      union select device_id from (${matchesOf(importId, await readMakerAliases(trx))}) as found
    )
    select d.id, d.status = 'enrolled' as enrolled from device d
    where d.bulk_enrollment_id = ${bulkId} and not exists (select from named where named.device_id = d.id)`.execute(
    trx,
  )
  await sql`analyze unlisted`.execute(trx)
}

export type Named = { bulkId: string; importId: string }

type Counted = Pick<UnlistedDevices, 'listed' | 'unlisted' | 'enrolled' | 'rejectedRows'>

export async function countUnlisted(trx: Trx, { bulkId, importId }: Named): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select (select count(*) from device where bulk_enrollment_id = ${bulkId}) as listed,
      (select count(*) from unlisted) as unlisted,
      (select count(*) from unlisted where enrolled) as enrolled,
      (select count(*) from import_plan where import_id = ${importId} and outcome = 'reject') as "rejectedRows"`.execute(
    trx,
  )
  return rows[0]!
}

type Example = UnlistedDevices['examples'][number]
type Row = Omit<Example, 'status'> & { status: string; expiresAt: string | null }

const shown = 20

export async function listUnlisted(db: Db, now: Date): Promise<Example[]> {
  const { rows } = await sql<Row>`
    select d.id, d.identifier, d.imei, d.serial, d.manufacturer, d.status, d.expires_at as "expiresAt"
    from unlisted join device d using (id) order by d.id limit ${shown}`.execute(db)
  return rows.map(({ status, expiresAt, ...row }) => ({
    ...row,
    status: statusOf({ status, expiresAt }, now),
  }))
}
