import { sql } from 'kysely'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { EnrollmentRequest, RequestChannel } from '../contract/enrollment-request.ts'
import type { Trx } from '../platform/db/database.ts'
import { numberedUuid } from '../platform/db/numbered-uuid.ts'
import { announce } from '../platform/events/live.ts'

const ways: Record<RequestChannel, string> = { mail: 'by mail', sms: 'by text message', qr: 'as a QR code' }

/** One event for each device, or person without one, in one statement. Their rows are locked by then, so seq has no gaps. */
export async function noteRequests(
  trx: Trx,
  actor: string,
  { ids, channel }: { ids: readonly string[]; channel: RequestChannel },
): Promise<void> {
  const to = sql`case when r.recipient is null then '' else ' to ' || r.recipient end`
  await sql`
    insert into event (id, subject_kind, subject_id, seq, kind, actor, summary, facts)
    select ${numberedUuid(sql`row_number() over (order by r.id)`)}, s.kind, s.id,
      1 + coalesce((select max(seq) from event e where e.subject_kind = s.kind and e.subject_id = s.id), 0),
      'enrollment-request.made', ${actor}, ${`${actor} sent an enrollment request ${ways[channel]}`} || ${to} || '.',
      jsonb_build_object('requestId', r.id, 'expiresAt', r.expires_at)
    from enrollment_request r
      cross join lateral (select case when r.device_id is null then 'user' else 'device' end as kind,
        coalesce(r.device_id, r.user_id) as id) s
    where r.id = any(${ids}::uuid[])`.execute(trx)
}

export type RequestNote = { kind: string; actor: string; summary: string; facts?: Record<string, unknown> }

/** What happened to one request, on the timeline of its device or person. The caller has locked that row. */
export async function noteRequest(trx: Trx, request: EnrollmentRequest, note: RequestNote): Promise<void> {
  const { id, device } = request
  await announce(trx, { topic: 'request', id })
  if (!device) return
  await recordEvents(trx, [
    {
      ...note,
      subject: { kind: 'device', id: device.id },
      facts: { requestId: id, ...note.facts },
    },
  ])
  await announce(trx, { topic: 'device', id: device.id })
}
