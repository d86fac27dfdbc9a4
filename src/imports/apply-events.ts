import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db/database.ts'

type Story = { id: string; fileName: string; actor: string; nowMs: number }

/** One event for each device and user that the import wrote, in two statements. Their rows are locked by then, so seq has no gaps. */
export async function recordImportEvents(trx: Trx, story: Story): Promise<void> {
  await insertEvents(trx, story, { kind: 'device', name: sql`r.fields->>'identifier'`, fields: deviceFields })
  await insertEvents(trx, story, { kind: 'user', name: sql`r.user_name`, fields: userFields })
}

type Subject = { kind: 'device' | 'user'; name: RawBuilder<unknown>; fields: RawBuilder<unknown> }

const userFieldNames = sql`('name', 'email', 'mobile', 'userDescription', 'organizations')`
const changesWhere = (condition: RawBuilder<unknown>) =>
  sql`(select jsonb_agg(change - 'was') from jsonb_array_elements(p.changes) as change where ${condition})`
const deviceFields = changesWhere(sql`change->>'field' not in ${userFieldNames}`)
const userFields = changesWhere(sql`change->>'field' in ${userFieldNames}`)

/**
 * Ids are UUIDv7 of the present millisecond (RFC 9562, section 6.2, method 1): the 24 bits after the time count the lines, so that
 * the index grows at its end, the last 48 are random.
 */
const eventId = (nowMs: number): RawBuilder<unknown> => {
  const time = nowMs.toString(16).padStart(12, '0')
  const prefix = sql.lit(`${time.slice(0, 8)}-${time.slice(8)}-7`)
  const count = sql`lpad(to_hex(p.line), 6, '0')`
  return sql`(${prefix} || left(${count}, 3) || '-8' || right(${count}, 3) || '-' || right(gen_random_uuid()::text, 12))::uuid`
}

async function insertEvents(
  trx: Trx,
  { id, fileName, actor, nowMs }: Story,
  { kind, name, fields }: Subject,
): Promise<void> {
  const outcome = sql.ref(`p.${kind}_outcome`)
  const subject = sql.ref(`p.${kind}_id`)
  const file = `${actor} imported ${fileName}.`
  await sql`
    insert into event (id, subject_kind, subject_id, seq, kind, actor, summary, facts)
    select ${eventId(nowMs)}, ${kind}, ${subject},
      case when ${outcome} = 'create' then 1 else 1 + coalesce(
        (select max(seq) from event e where e.subject_kind = ${kind} and e.subject_id = ${subject}), 0) end,
      ${kind} || case when ${outcome} = 'create' then '.created' else '.changed' end, ${actor},
      case when ${outcome} = 'create' then 'The ' || ${kind} || ' ' || (${name}) || ' was added: '
        else 'The ' || ${kind} || ' ' || (${name}) || ' was changed: ' end || ${file},
      case when ${outcome} = 'create' then jsonb_build_object('importId', ${id}::text, 'line', p.line)
        else jsonb_build_object('importId', ${id}::text, 'line', p.line, 'changes', coalesce(${fields}, '[]')) end
    from import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line
    where p.import_id = ${id} and ${outcome} in ('create', 'update') order by p.line`.execute(trx)
}
