import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'

/**
 * Holds what the import wrote, in one order, until the transaction ends: what is judged stays true, and events have no gaps. The names
 * that devices and users may get back are held too, so that they are neither renamed nor deleted meanwhile.
 */
export async function lockRecords(trx: Trx, id: string): Promise<void> {
  await lock(trx, id, { table: 'device', kind: 'device' })
  await lock(trx, id, { table: 'app_user', kind: 'user' })
  for (const table of ['template', 'tag', 'organization', 'bulk_enrollment'])
    await sql`select count(*) from (select from ${sql.table(table)} order by id for key share) as held`.execute(
      trx,
    )
}

const lock = (trx: Trx, id: string, { table, kind }: { table: string; kind: 'device' | 'user' }) =>
  sql`select count(*) from (
        select from ${sql.table(table)} as record
        where record.id in (select ${sql.ref(`${kind}_id`)} from import_plan
          where import_id = ${id} and ${sql.ref(`${kind}_outcome`)} in ('create', 'update'))
        order by record.id for update) as held`.execute(trx)
