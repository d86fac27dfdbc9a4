import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import type { Undoing } from './undo-values.ts'

/**
 * One row for each record that the import created and that is there: `code` says why it stays, null that it is removed. An enrolled
 * device, or one that tried to, is more than a line of a file.
 */
export async function judgeCreatedDevices(trx: Trx, { id }: Undoing): Promise<void> {
  await sql`
    create temporary table undo_created on commit drop as
    select p.line, 'device' as subject, d.id as record_id, null::text as holder,
      case when d.status = 'enrolled' or d.enrolled_at is not null or exists (select from enrollment e where e.device_id = d.id)
          then 'device.enrolled'
        when exists (select from arrival a where a.device_id = d.id) or exists (select from certificate c where c.device_id = d.id)
          then 'device.arrived'
        when d.revision <> 1 and d.revision <> 1 + 2 * (${wholeUndos('device')}) then 'device.changed-since' end as code
    from import_plan p join device d on d.id = p.device_id
    where p.import_id = ${id} and p.device_outcome = 'create'`.execute(trx)
  await sql`create unique index on undo_created (record_id)`.execute(trx)
  await sql`analyze undo_created`.execute(trx)
}

/**
 * Later imports that changed the record and were undone completely: each counted twice and left nothing. The revision, or the number
 * of changes in the timeline, tells whether there was anything else.
 */
const wholeUndos = (kind: 'device' | 'user') => sql`
  select count(*) from event e
  where e.subject_kind = ${kind} and e.subject_id = ${sql.ref(kind === 'device' ? 'd.id' : 'u.id')} and e.facts->>'undo' = 'whole'`

/** Called when it is known which devices go and which get their former user back. */
export async function judgeCreatedUsers(trx: Trx, { id }: Undoing): Promise<void> {
  await sql`
    insert into undo_created (line, subject, record_id, holder, code)
    select line, 'user', id, holder,
      case when changed <> 2 * whole then 'user.changed-since' when holder is not null then 'user.in-use' end
    from (
      select p.line, u.id, (${wholeUndos('user')}) as whole,
        (select count(*) from event e where e.subject_kind = 'user' and e.subject_id = u.id and e.kind = 'user.changed') as changed,
        (select d.identifier from device d
          where d.user_id = u.id
            and not exists (select from undo_created c where c.record_id = d.id and c.code is null)
            and not exists (select from undo_value v where v.record_id = d.id and v.field = 'userName' and v.code is null)
          limit 1) as holder
      from import_plan p join app_user u on u.id = p.user_id
      where p.import_id = ${id} and p.user_outcome = 'create'
    ) as created`.execute(trx)
  await sql`analyze undo_created`.execute(trx)
}
