import { sql } from 'kysely'
import type {
  EnrollmentRequest,
  MadeRequests,
  NewEnrollmentRequests,
} from '../contract/enrollment-request.ts'
import type { ProblemCode } from '../contract/problems.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { cancelRequestMails, queueRequestMails } from '../mail/queue-request-mails.ts'
import type { MailChannel } from '../contract/mail.ts'
import { chooseRecipients, previewItemOf, type Chosen } from './choose-recipients.ts'
import { noteRequests } from './request-notes.ts'
import { expiryOf } from './request.ts'
import { endRequests, insertRequests, selectRequests, type NewRequest } from './request-store.ts'
import { hashToken, linkOf, newToken, tokenPlace } from './request-token.ts'

export type Requesting = Pick<Platform, 'db' | 'secrets' | 'clock' | 'publicUrl'>

/** How many of them an answer tells one by one, with their links. */
const mostTold = 500

/** A request for each who can get one, in a few statements however many they are. Those who cannot are named with the reason. */
export function sendRequests(
  platform: Requesting,
  actor: Actor,
  { channel, ...choice }: NewEnrollmentRequests,
): Promise<MadeRequests> {
  return platform.db.transaction().execute(async (trx) => {
    const now = platform.clock()
    const { chosen } = await chooseRecipients(trx, choice, { channel, now })
    const able = chosen.filter(({ refusal }) => refusal === null)
    if (able.length === 0) throw nobodyCan(chosen)
    await lockDevices(trx, able)
    const { made, tokens } = await makeRequests(platform, trx, {
      able,
      channel,
      requestedBy: actor.name,
      now,
    })
    const ids = made.map(({ id }) => id)
    if (channel !== 'qr') await mailRequests(trx, ids, { channel, requestedBy: actor.name })
    await noteRequests(trx, actor.name, { ids, channel })
    const told = ids.slice(0, mostTold)
    const requests = await selectRequests(trx, sql`r.id = any(${told}::uuid[])`, { now, limit: mostTold })
    const maySee = actor.permissions.has('device.code:read')
    const refused = chosen.filter(({ refusal }) => refusal !== null)
    await announce(trx, { topic: 'request', id: null })
    await recordAudit(trx, actor, auditOf(requests, made.length, channel))
    return {
      counts: { made: made.length, refused: refused.length },
      items: requests.map((request) => ({
        ...request,
        link: maySee ? linkOf(platform.publicUrl(), tokens.get(request.id)!) : null,
      })),
      refused: refused.map(previewItemOf),
    }
  })
}

/** In one order, so that nobody waits for somebody who waits for them. */
async function lockDevices(trx: Trx, chosen: readonly Chosen[]): Promise<void> {
  const ids = chosen.flatMap(({ deviceId }) => deviceId ?? [])
  await sql`select from device where id = any(${ids}::uuid[]) order by id for update`.execute(trx)
}

type Making = {
  able: readonly Pick<Chosen, 'deviceId' | 'userId' | 'recipient' | 'checkInEndsAt'>[]
  channel: EnrollmentRequest['channel']
  requestedBy: string
  now: Date
}

/** What was live before ends: there is one link for a device at a time. */
export async function makeRequests(
  { secrets }: Pick<Platform, 'secrets'>,
  trx: Trx,
  { able, ...making }: Making,
): Promise<{ made: NewRequest[]; tokens: Map<string, string> }> {
  const settings = await readEnrollmentSettings(trx)
  const tokens = new Map<string, string>()
  const made = able.map(({ deviceId, userId, recipient, checkInEndsAt }): NewRequest => {
    const [id, token] = [uuidv7(), newToken()]
    tokens.set(id, token)
    return {
      id,
      deviceId,
      userId,
      recipient,
      tokenHash: hashToken(token),
      tokenSealed: secrets.seal(tokenPlace(id), token),
      expiresAt: expiryOf(checkInEndsAt, settings, making.now),
    }
  })
  const devices = made.flatMap(({ deviceId }) => deviceId ?? [])
  const alone = made.flatMap(({ deviceId, userId }) => (deviceId === null && userId ? [userId] : []))
  const end = { reason: 'replaced' as const, now: making.now }
  await endRequests(trx, sql`r.device_id in (select unnest(${devices}::uuid[]))`, end)
  await endRequests(trx, sql`r.device_id is null and r.user_id in (select unnest(${alone}::uuid[]))`, end)
  await insertRequests(trx, made, making)
  return { made, tokens }
}

/** A mail for each of these requests; one that waits already is not sent twice. */
export async function mailRequests(
  trx: Trx,
  ids: readonly string[],
  { channel, requestedBy }: { channel: MailChannel; requestedBy: string },
): Promise<void> {
  await cancelRequestMails(trx, ids, 'The same mail was asked for again')
  const rows = sql`select id as request_id, device_id, recipient from enrollment_request where id = any(${ids}::uuid[])`
  await queueRequestMails(trx, { rows, channel, requestedBy })
}

const auditOf = (requests: EnrollmentRequest[], made: number, channel: string) => {
  const [first] = requests
  const name = first && (first.device?.identifier ?? first.userName)
  return {
    action: 'enrollment-request.sent',
    target:
      made === 1 && first
        ? { kind: 'enrollment-request', id: first.id, name: name ?? null }
        : { kind: 'enrollment-request', id: 'many', name: `${made} enrollment requests` },
    after: { channel, requests: made },
  }
}

const codes: Partial<Record<NonNullable<Chosen['refusal']>, ProblemCode>> = {
  'no-address': 'device.no-address',
  withdrawn: 'device.withdrawn',
  expired: 'device.expired',
}

/** With the one reason, when all have the same. */
function nobodyCan(chosen: readonly Chosen[]): Problem {
  const reasons = new Set(chosen.map(({ refusal }) => refusal))
  const [first] = chosen
  const refused = chosen.slice(0, 100).map(previewItemOf)
  if (!first || reasons.size > 1) return new Problem('enrollment-request.nobody', { refused })
  const { refusal, deviceId, userName } = first
  if (refusal === 'not-found')
    return new Problem(deviceId ? 'device.not-found' : 'user.not-found', {
      id: deviceId ?? userName,
      refused,
    })
  return new Problem(codes[refusal!] ?? 'enrollment-request.nobody', { refused })
}
