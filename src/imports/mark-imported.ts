import { sql } from 'kysely'
import { markDue } from '../devices/device-due.ts'
import type { Trx } from '../platform/db/database.ts'

/** Enrolled devices to which an import, or its undo, gave another template, or of what their template makes their name. */
export const markImported = (trx: Trx, id: string): Promise<void> =>
  markDue(
    trx,
    sql`
      select p.device_id from import_plan p
      where p.import_id = ${id} and p.device_outcome = 'update' and (p.changes @> '[{"field": "template"}]'
        or ((p.changes @> '[{"field": "displayName"}]' or p.changes @> '[{"field": "userName"}]')
          and exists (select from device d join template t on t.id = d.template_id
            where d.id = p.device_id and t.device_name is not null)))`,
  )
