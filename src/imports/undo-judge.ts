import { sql } from 'kysely'
import type { ImportUndo } from '../contract/import.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { refuseTakenValues } from './undo-claims.ts'
import { findWrittenCodes } from './undo-codes.ts'
import { judgeCreatedDevices, judgeCreatedUsers } from './undo-created.ts'
import { countSentMails } from './undo-mails.ts'
import { judgeAuthentication, judgeValues, type Undoing } from './undo-values.ts'

/**
 * Works out into temporary tables what an undo puts back, removes and keeps: undo_value, undo_created, and undo_kept for what stays.
 * Writes nothing else, so a plan of the undo is this and no more.
 */
export async function judgeUndo(trx: Trx, secrets: Secrets, undoing: Undoing): Promise<ImportUndo> {
  await findWrittenCodes(trx, secrets, undoing.id)
  await judgeValues(trx, undoing)
  await judgeCreatedDevices(trx, undoing)
  await refuseTakenValues(trx)
  await judgeAuthentication(trx, undoing)
  await judgeCreatedUsers(trx, undoing)
  await listKept(trx, undoing)
  return { ...(await countUndo(trx)), mailsSent: await countSentMails(trx, undoing.id) }
}

/** Records that are gone cannot be put back; one that the import created and somebody deleted is where the undo wants it. */
async function listKept(trx: Trx, { id }: Undoing): Promise<void> {
  const gone = (kind: 'device' | 'user', table: string) => sql`
    select p.line, ${kind}, ${sql.ref(`p.${kind}_id`)}, null, ${`${kind}.gone`}, null
    from import_plan p
    where p.import_id = ${id} and ${sql.ref(`p.${kind}_outcome`)} = 'update'
      and not exists (select from ${sql.table(table)} as record where record.id = ${sql.ref(`p.${kind}_id`)})`
  await sql`
    create temporary table undo_kept on commit drop as
    select line, subject, record_id, field, code, holder from undo_value where code is not null
    union all select line, subject, record_id, null, code, holder from undo_created where code is not null
    union all ${gone('device', 'device')}
    union all ${gone('user', 'app_user')}`.execute(trx)
  await sql`create index on undo_kept (record_id)`.execute(trx)
  await sql`analyze undo_kept`.execute(trx)
}

async function countUndo(trx: Trx): Promise<Omit<ImportUndo, 'mailsSent'>> {
  const { rows } = await sql<Omit<ImportUndo, 'mailsSent'>>`
    select (select count(distinct record_id) from undo_value where code is null) as restored,
      (select count(*) from undo_created where code is null) as removed,
      (select count(*) from undo_kept) as kept`.execute(trx)
  return rows[0]!
}
