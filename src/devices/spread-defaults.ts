import { sql } from 'kysely'
import type { Actor } from '../platform/audit/actor.ts'
import { numberedUuid } from '../platform/db/numbered-uuid.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'

type Values = Readonly<Record<string, string>>
export type DefaultsChange = {
  bulk: { id: string; name: string }
  before: Values
  after: Values
  /** Otherwise only devices that have not enrolled yet. */
  enrolledToo: boolean
  now: Date
}

/**
 * Other default custom attributes of a list reach the devices that have the old ones: what a device was given instead, or was
 * given none of, stays. One line in the history of each; the audit record is the caller's.
 */
export async function spreadDefaults(trx: Trx, actor: Actor, change: DefaultsChange): Promise<void> {
  const { bulk, before, after, enrolledToo, now } = change
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const differing = names
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((one) => one.before !== one.after)
  if (differing.length === 0) return
  const wanted = sql`d.bulk_enrollment_id = ${bulk.id} and (d.status = 'enrolling' ${enrolledToo ? sql`or d.status = 'enrolled'` : sql``})`
  await sql`select 1 from device d where ${wanted} order by d.id for update`.execute(trx)
  const { rows } = await sql<{ count: number }>`
    with given as (
      select d.id, jsonb_object_agg(c.name, c.after) as attributes,
        jsonb_agg(jsonb_build_object('field', 'customAttributes.' || c.name, 'before', c.before, 'after', c.after) order by c.name) as changes,
        row_number() over (order by d.id) as n
      from device d
        cross join jsonb_to_recordset(${JSON.stringify(differing)}::jsonb) as c(name text, before text, after text)
      where ${wanted} and d.custom_attributes->>c.name is not distinct from c.before
      group by d.id
    ), changed as (
      update device set custom_attributes = jsonb_strip_nulls(custom_attributes || given.attributes),
        revision = revision + 1, updated_at = ${now}
      from given where device.id = given.id returning device.id
    ), noted as (
      insert into event (id, subject_kind, subject_id, seq, kind, actor, summary, facts)
      select ${numberedUuid(sql`n`)}, 'device', given.id,
        1 + coalesce((select max(seq) from event e where e.subject_kind = 'device' and e.subject_id = given.id), 0),
        'device.changed', ${actor.name}, ${`${actor.name} changed the default custom attributes of ${bulk.name}.`},
        jsonb_build_object('changes', given.changes)
      from given
    )
    select count(*) as count from changed`.execute(trx)
  if (rows[0]!.count > 0) await announce(trx, { topic: 'device', id: null })
}
