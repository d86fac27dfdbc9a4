import { sql } from 'kysely'
import { findDeviceCode } from '../android/code/device-code.ts'
import type { Device } from '../contract/device.ts'
import { lockDevice } from '../devices/device-store.ts'
import type { MailDevice } from '../mail/mail-device.ts'
import type { MailLink, MailLinks } from '../mail/mail-links.ts'
import type { DueMail } from '../mail/outbox-store.ts'
import type { EnrollmentRequest } from '../contract/enrollment-request.ts'
import { announce } from '../platform/events/live.ts'
import { noteRequests } from './request-notes.ts'
import { enrollsByLink, linkStateOf, type LinkState } from './request.ts'
import { findRequest, findSealedToken, selectRequests, setRequest } from './request-store.ts'
import { linkOf, tokenPlace } from './request-token.ts'
import { makeRequests, type Requesting } from './send-requests.ts'

/** How check-in mails get the link of their device. */
export const requestLinks = (platform: Requesting): MailLinks => ({
  async ofRequest(db, requestId) {
    const now = platform.clock()
    const request = await findRequest(db, requestId, now)
    if (!request) return { over: 'The enrollment request was deleted' }
    const state = linkStateOf(request, now)
    return state === 'open' ? tell(platform, request) : { over: reasons[state] }
  },
  ofDevice: (mail, device) => findOrMake(platform, mail, device),
  async noteEnd(trx, requestId, end) {
    const { state, answer } = end
    if (state === 'sent') await setRequest(trx, requestId, { sent_at: end.sentAt, failure: null })
    else await setRequest(trx, requestId, { failure: answer })
    await announce(trx, { topic: 'request', id: requestId })
  },
})

const reasons: Record<Exclude<LinkState, 'open'>, string> = {
  used: 'The device has enrolled',
  revoked: 'The enrollment request was revoked',
  replaced: 'A newer enrollment request was sent',
  expired: 'The enrollment request has expired',
}

async function tell(
  { db, secrets, publicUrl }: Requesting,
  { id, expiresAt, userName }: EnrollmentRequest,
): Promise<MailLink | { over: string }> {
  const sealed = await findSealedToken(db, id)
  if (!sealed) return { over: 'The enrollment request was deleted' }
  return {
    requestId: id,
    url: linkOf(publicUrl(), secrets.openText(tokenPlace(id), sealed)),
    expiresAt,
    userName,
  }
}

/** Whether its link leads to something to enroll with. */
const hasPage = async (platform: Requesting, device: Device): Promise<boolean> =>
  device.platform === 'android'
    ? !('fault' in (await findDeviceCode(platform, device)))
    : enrollsByLink(device)

/** B44: a mail that goes out on saving is sent without anybody having asked for a request; the link that is live already stays. */
async function findOrMake(
  platform: Requesting,
  mail: DueMail,
  { id: deviceId, status }: MailDevice,
): Promise<MailLink | undefined> {
  const { db, clock } = platform
  const request = await db.transaction().execute(async (trx) => {
    const now = clock()
    const device = (await lockDevice(trx, deviceId, now))?.device
    if (!device || status === 'enrolled' || !(await hasPage({ ...platform, db: trx }, device)))
      return undefined
    const live = sql`r.device_id = ${deviceId} and r.ended_at is null and r.expires_at > ${now}`
    const [open] = await selectRequests(trx, live, { now, limit: 1 })
    if (open && open.acceptedAt === null) return open
    const { recipient, channel, requestedBy } = mail
    const able = [{ deviceId, userId: null, recipient, checkInEndsAt: device.expiresAt }]
    const { made } = await makeRequests(platform, trx, { able, channel, requestedBy, now })
    await noteRequests(trx, requestedBy, { ids: made.map(({ id }) => id), channel })
    return findRequest(trx, made[0]!.id, now)
  })
  const link = request && (await tell(platform, request))
  return link && 'url' in link ? link : undefined
}
