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
        when d.revision <> 1 and d.revision <> 1 + 2 * (${wholeUndos}) then 'device.changed-since' end as code
    from import_plan p join device d on d.id = p.device_id
    where p.import_id = ${id} and p.device_outcome = 'create'`.execute(trx)
  await sql`create unique index on undo_created (record_id)`.execute(trx)
  await sql`analyze undo_created`.execute(trx)
}

/**
 * Later imports that changed the record and were undone completely: each counted twice and left nothing. The revision, or the number
 * of changes in the timeline, tells whether there was anything else.
 */
const wholeUndos = sql`
  select count(*) from event e
  where e.subject_kind = 'device' and e.subject_id = d.id and e.facts->>'undo' = 'whole'`

/**
 * Called when it is known which devices go and which get their former user back. Joins of whole sets: asked once for each user, the
 * same questions would take time that grows with the square of the file.
 */
export async function judgeCreatedUsers(trx: Trx, { id }: Undoing): Promise<void> {
  await sql`
    with created as (
      select p.line, u.id from import_plan p join app_user u on u.id = p.user_id
      where p.import_id = ${id} and p.user_outcome = 'create'
    ), history as (
      select created.id, count(*) filter (where e.kind = 'user.changed') as changed,
        count(*) filter (where e.facts->>'undo' = 'whole') as whole
      from created join event e on e.subject_kind = 'user' and e.subject_id = created.id group by created.id
    ), staying as (
      select created.id, min(d.identifier) as device
      from created
        join device d on d.user_id = created.id
        left join undo_created c on c.record_id = d.id and c.code is null
        left join undo_value v on v.record_id = d.id and v.field = 'userName' and v.code is null
      where c.record_id is null and v.record_id is null group by created.id
    )
    insert into undo_created (line, subject, record_id, holder, code)
    select created.line, 'user', created.id, staying.device,
      case when history.changed <> 2 * history.whole then 'user.changed-since'
        when staying.device is not null then 'user.in-use' end
    from created left join history on history.id = created.id left join staying on staying.id = created.id`.execute(
    trx,
  )
  await sql`analyze undo_created`.execute(trx)
}
