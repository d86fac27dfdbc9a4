import { sql } from 'kysely'
import type { ApplyImport } from '../contract/import.ts'
import { queueCheckInMails } from '../mail/queue-check-in-mails.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'

/** B44, S19: check-in mails to new or changed addresses, to every device of the file that has one, or none. */
export async function queueMails(
  trx: Trx,
  actor: Actor,
  id: string,
  { mail, mailExcept }: ApplyImport,
): Promise<void> {
  if (mail === 'none') return
  const isNew = sql`(p.device_outcome = 'create' or p.changes @> '[{"field": "registrationEmail"}]')`
  await queueCheckInMails(trx, {
    importId: id,
    requestedBy: actor.name,
    rows: sql`
      select d.id as device_id, d.registration_email as recipient
      from import_plan p join device d on d.id = p.device_id
      where p.import_id = ${id} and p.device_outcome is not null and ${mail === 'changed' ? isNew : sql`true`}
        and d.registration_email is not null and d.status = 'enrolling' and p.line <> all(${mailExcept}::integer[])`,
  })
}
