import { sql, type RawBuilder } from 'kysely'
import type { Import, UndoNote } from '../contract/import.ts'
import type { Db, Trx } from '../platform/db/database.ts'

const shown = 500

/** What an undo would keep, in the order of the file. */
export async function listJudgedNotes(trx: Trx, found: Import): Promise<UndoNote[]> {
  const { rows } = await sql<UndoNote>`
    select line, label, subject, field, code, message from (${notes(found)}) as note
    order by position limit ${shown}`.execute(trx)
  return rows
}

export const insertNotes = (trx: Trx, found: Import) =>
  sql`insert into import_undo_note (import_id, position, line, label, subject, field, code, message)
      select ${found.id}, position, line, label, subject, field, code, message from (${notes(found)}) as note`.execute(
    trx,
  )

/** What an undo kept. */
export const listNotes = (db: Db, id: string): Promise<UndoNote[]> =>
  db
    .selectFrom('import_undo_note')
    .select(['line', 'label', 'subject', 'field', 'code', 'message'])
    .where('import_id', '=', id)
    .orderBy('position')
    .limit(shown)
    .execute() as Promise<UndoNote[]>

/** Columns are called as the file calls them. */
const notes = ({ id, mapping }: Import): RawBuilder<unknown> => {
  const names = Object.fromEntries(mapping.flatMap(({ field, column }) => (field ? [[field, column]] : [])))
  return sql`
    select k.line, k.subject, k.field, k.code, ${sentence} as message,
      coalesce(case k.subject when 'device' then d.identifier else u.user_name end,
        case k.subject when 'device' then r.fields->>'identifier' else r.user_name end, '') as label,
      (row_number() over (order by k.line, k.subject, k.field nulls first))::integer as position
    from undo_kept k
      join import_row r on r.import_id = ${id} and r.line = k.line
      left join device d on k.subject = 'device' and d.id = k.record_id
      left join app_user u on k.subject = 'user' and u.id = k.record_id
      cross join lateral (select coalesce(${JSON.stringify(names)}::jsonb->>k.field, k.field) as name) as col
      left join lateral (${lastChange(id)}) as e on k.code like '%.changed-since'`
}

const apiNames = { expirationDays: 'expiresAt', userDescription: 'description' }

/** The last one who changed the value, or the record, since the import did; as the timeline tells it. */
const lastChange = (id: string) => sql`
  select event.actor, event.at
  from event
    cross join lateral (select case when starts_with(k.field, 'customAttributes.') then 'customAttributes'
      else coalesce(${JSON.stringify(apiNames)}::jsonb->>k.field, k.field) end as field) as api
  where event.subject_kind = k.subject and event.subject_id = k.record_id
    and event.seq > (select max(seq) from event own where own.subject_kind = k.subject and own.subject_id = k.record_id
      and own.facts->>'importId' = ${id})
    and ((k.field is null and (event.facts ? 'changes' or event.facts ? 'after')) or event.facts->'after' ? api.field
      or event.facts @> jsonb_build_object('changes', jsonb_build_array(jsonb_build_object('field', k.field)))
      or event.facts @> jsonb_build_object('changes', jsonb_build_array(jsonb_build_object('field', api.field))))
  order by event.seq desc limit 1`

const since = sql`' was changed since' || coalesce(' by ' || e.actor || ' on ' || to_char(e.at, 'YYYY-MM-DD HH24:MI') || ' UTC', '')`

const sentence = sql`
  case k.code
    when 'value.changed-since' then col.name || ${since} || ' and stays as it is'
    when 'device.locked' then col.name || ' cannot be changed while the device is enrolled'
    when 'device.withdrawn' then col.name || ' cannot be changed, since the device is withdrawn'
    when 'template.not-found' then 'The template that the device had does not exist any more'
    when 'bulk-enrollment.not-found' then 'The bulk enrollment that the device was in does not exist any more'
    when 'user.not-found' then 'The user whom the device was for does not exist any more'
    when 'tag.not-found' then 'A tag that the device had does not exist any more, so its tags stay as they are'
    when 'organization.not-found' then 'An organization of the user does not exist any more, so the organizations stay as they are'
    when 'serial.taken' then col.name || ' stays as it is: the serial number belongs to the device ' || k.holder || ' now'
    when 'imei.taken' then col.name || ' stays as it is: the IMEI belongs to the device ' || k.holder || ' now'
    when 'serial.required' then col.name || ' stays as it is: the method Serial needs a serial number'
    when 'device.gone' then 'The device was deleted since'
    when 'user.gone' then 'The user was deleted since'
    when 'device.enrolled' then 'The device has enrolled and is not removed'
    when 'device.arrived' then 'The device has tried to enroll and is not removed'
    when 'device.changed-since' then 'The device' || ${since} || ' and is not removed'
    when 'user.changed-since' then 'The user' || ${since} || ' and is not removed'
    when 'user.in-use' then 'The user has the device ' || k.holder || ' and is not removed'
  end`
