import { sql } from 'kysely'
import type { Mail, MailChannel } from '../contract/mail.ts'
import { findMail } from '../mail/mail-list.ts'
import { readMailSettings } from '../mail/mail-setup.ts'
import { queueCheckInMails } from '../mail/queue-check-in-mails.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { findMobile } from './check-in-device.ts'
import type { DeviceKey, DeviceRecord } from './device-store.ts'
import { lockByKey } from './update-device.ts'

/** Queues one mail by hand; says at once why a mail would not go out. */
export async function requestCheckInMail(
  platform: Platform,
  actor: Actor,
  key: DeviceKey,
  channel: MailChannel,
): Promise<Mail> {
  const { db, clock } = platform
  const { inUse, smsGateway } = await readMailSettings(platform)
  if (!inUse.server || !inUse.from) throw new Problem('mail.not-configured')
  if (channel === 'sms' && !smsGateway) throw new Problem('mail.no-gateway')
  const id = await db.transaction().execute(async (trx) => {
    const { device } = await lockByKey(trx, key, clock())
    await refuse(trx, device)
    const recipient = channel === 'sms' ? await findMobile(trx, device.id) : device.registrationEmail
    if (!recipient) throw new Problem('device.no-address', { channel })
    const rows = sql`select ${device.id}::uuid as device_id, ${recipient}::text as recipient`
    await queueCheckInMails(trx, { rows, requestedBy: actor.name, channel })
    const { identifier } = device
    await recordAudit(trx, actor, {
      action: 'mail.requested',
      target: { kind: 'device', id: device.id, name: identifier },
      after: { channel, recipient },
    })
    return findWaiting(trx, device.id, channel)
  })
  return (await findMail(platform, id))!
}

async function refuse(trx: Trx, { status, identifier }: DeviceRecord['device']): Promise<void> {
  if (status === 'enrolled' || status === 'withdrawn')
    throw new Problem(`device.${status}`, { detail: `The device ${identifier} is ${status}` })
  if (status === 'expired' && (await readEnrollmentSettings(trx)).checkInExpiryEnforced)
    throw new Problem('device.expired', { detail: `The time for ${identifier} to check in is over` })
}

async function findWaiting(trx: Trx, deviceId: string, channel: MailChannel): Promise<string> {
  const { id } = await trx
    .selectFrom('mail')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('channel', '=', channel)
    .where('state', '=', 'waiting')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return id
}
