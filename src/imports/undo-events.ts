import { sql } from 'kysely'
import { numberedUuid } from '../platform/db/numbered-uuid.ts'
import type { Trx } from '../platform/db/database.ts'

type Story = { id: string; fileName: string; actor: string }
type Kind = 'device' | 'user'

/** Tells the timelines of removed records and of those that get values back; called while what is removed is still there. */
export async function recordUndoEvents(trx: Trx, story: Story): Promise<void> {
  await insertEvents(trx, story, { kind: 'device', happening: 'deleted', rows: removedDevices })
  await insertEvents(trx, story, { kind: 'user', happening: 'deleted', rows: removedUsers })
  await insertEvents(trx, story, { kind: 'device', happening: 'changed', rows: restored('device') })
  await insertEvents(trx, story, { kind: 'user', happening: 'changed', rows: restored('user') })
}

const removedDevices = sql`
  select c.line, d.id as subject_id, d.identifier as name, jsonb_build_object('identifier', d.identifier, 'serial', d.serial,
    'userName', (select user_name from app_user u where u.id = d.user_id), 'platform', d.platform) as facts
  from undo_created c join device d on d.id = c.record_id where c.subject = 'device' and c.code is null`

const removedUsers = sql`
  select c.line, u.id as subject_id, u.user_name as name, jsonb_build_object('before', jsonb_build_object(
    'userName', u.user_name, 'name', u.name, 'email', u.email, 'description', u.description,
    'organizations', array(select o.name from user_organization x join organization o on o.id = x.organization_id
      where x.user_id = u.id order by o.name))) as facts
  from undo_created c join app_user u on u.id = c.record_id where c.subject = 'user' and c.code is null`

/** 'whole': nothing of the import is left on the record, which the undo of an earlier import asks for (undo-created.ts). */
const restored = (kind: Kind) => {
  const name = sql.ref(kind === 'device' ? 'identifier' : 'user_name')
  return sql`
    select line, id as subject_id, ${name} as name,
      jsonb_build_object('undo', case when kept = 0 then 'whole' else 'partly' end, 'changes', changes) as facts
    from ${sql.table(`undo_${kind}`)}`
}

type Happened = { kind: Kind; happening: 'deleted' | 'changed'; rows: ReturnType<typeof sql> }
const words = { deleted: 'was removed', changed: 'was put back' }

async function insertEvents(
  trx: Trx,
  { id, fileName, actor }: Story,
  { kind, happening, rows }: Happened,
): Promise<void> {
  const because = ` ${words[happening]}: ${actor} undid the import of ${fileName}.`
  await sql`
    insert into event (id, subject_kind, subject_id, seq, kind, actor, summary, facts)
    select ${numberedUuid(sql`line`)}, ${kind}, subject_id,
      1 + coalesce((select max(seq) from event e where e.subject_kind = ${kind} and e.subject_id = rows.subject_id), 0),
      ${`${kind}.${happening}`}, ${actor}, ${`The ${kind} `} || name || ${because},
      jsonb_build_object('importId', ${id}::text, 'line', line) || facts
    from (${rows}) as rows order by line`.execute(trx)
}
