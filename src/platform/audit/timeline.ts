import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { uuidv7 } from '../uuid.ts'
import type { TimelineEntry } from '../../contract/device.ts'

export type EventSubject = 'device' | 'dep-device' | 'dep-account' | 'user' | 'import' | 'bulk-enrollment'

export type ProductEvent = {
  subject: { kind: EventSubject; id: string }
  kind: string
  actor: string
  summary: string
  facts?: Record<string, unknown>
}

/** What happened to a thing, in the transaction in which it happens. The caller holds the subject's row lock, so seq has no gaps. */
export async function recordEvents(trx: Trx, events: readonly ProductEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += 1000)
    await insertEvents(trx, events.slice(start, start + 1000))
}

async function insertEvents(trx: Trx, events: readonly ProductEvent[]): Promise<void> {
  const rows = events.map(({ subject, kind, actor, summary, facts = {} }) => ({
    id: uuidv7(),
    subject_kind: subject.kind,
    subject_id: subject.id,
    kind,
    actor,
    summary,
    facts,
  }))
  await sql`
    insert into event (id, subject_kind, subject_id, seq, kind, actor, summary, facts)
    select r.id, r.subject_kind, r.subject_id,
      coalesce((select max(seq) from event e where e.subject_kind = r.subject_kind and e.subject_id = r.subject_id), 0)
        + row_number() over (partition by r.subject_kind, r.subject_id order by r.id),
      r.kind, r.actor, r.summary, r.facts
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, subject_kind text, subject_id uuid, kind text, actor text, summary text, facts jsonb)`.execute(
    trx,
  )
}

/** Events of several subjects together (a device and its DEP record), newest first. */
export async function listEvents(
  db: Db,
  subjectIds: readonly string[],
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<TimelineEntry[]> {
  if (subjectIds.length === 0) return []
  // Set apart, so that the planner does not walk through all events in the order of their ids.
  let own = db
    .selectFrom('event')
    .select(['id', 'at', 'kind', 'actor', 'summary', 'facts'])
    .where('subject_id', 'in', [...subjectIds])
    .offset(0)
  if (before) own = own.where('id', '<', before)
  return db.selectFrom(own.as('own')).selectAll().orderBy('id', 'desc').limit(limit).execute()
}
