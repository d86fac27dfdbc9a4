import { X509Certificate } from 'node:crypto'
import type { PushCertificate, PushCertificateStanding } from '../contract/push.ts'
import { now } from '../platform/clock.ts'
import type { Db } from '../platform/db/database.ts'
import { findCertificate, type CertificateRow } from './certificate-store.ts'
import { oneLine } from './push-certificate.ts'
import { countWaiting } from './push-store.ts'
import type { PushTargets } from './targets.ts'

const dayMs = 86_400_000
const soonDays = 60

export type PushCertificateState = Pick<
  PushCertificate,
  'state' | 'text' | 'topic' | 'expiresAt' | 'daysLeft' | 'request' | 'refused'
>

/** How the push certificate is, and what to do about it: for readiness, the list of what expires, and the sender. */
export async function pushCertificateState(db: Db, at: Date = now()): Promise<PushCertificateState> {
  return stateOf(await findCertificate(db), at)
}

export function stateOf(row: CertificateRow | undefined, at: Date): PushCertificateState {
  const state = standingOf(row, at)
  const expiresAt = row?.expires_at ?? null
  return {
    state,
    text: texts[state](row?.refused_reason ?? ''),
    topic: row?.topic ?? null,
    expiresAt,
    daysLeft: expiresAt === null ? null : Math.floor((Date.parse(expiresAt) - at.getTime()) / dayMs),
    request: row?.request_made_at ? { madeAt: row.request_made_at } : null,
    refused: row?.refused_at ? { at: row.refused_at, reason: row.refused_reason ?? '' } : null,
  }
}

function standingOf(row: CertificateRow | undefined, at: Date): PushCertificateStanding {
  if (!row?.certificate_pem || !row.expires_at) return row?.request_pem ? 'requested' : 'none'
  const left = Date.parse(row.expires_at) - at.getTime()
  if (left <= 0) return 'expired'
  if (row.refused_at) return 'refused'
  return left <= soonDays * dayMs ? 'soon' : 'valid'
}

const renew =
  'Renew it at identity.apple.com with the Apple Account that it was made with ("Renew", not "Create"), and upload the new one here.'

const texts: Record<PushCertificateStanding, (reason: string) => string | null> = {
  none: () =>
    'Without a push certificate devices get commands only when they ask by themselves: in Setup Assistant, and hardly ever later.',
  requested: () => 'Have the request signed, get the certificate at identity.apple.com, and upload it here.',
  valid: () => null,
  soon: () => renew,
  expired: () => `No device is told that there are commands for it. ${renew}`,
  refused: (reason) =>
    `Apple refuses it (${reason}). Pushes wait; one is tried every 15 minutes. Look at identity.apple.com whether it was revoked, or upload the right one.`,
}

export async function readPushCertificateFacts(
  db: Db,
  targets: PushTargets,
  at: Date,
): Promise<PushCertificate> {
  const row = await findCertificate(db)
  const leaf = row?.certificate_pem ? new X509Certificate(row.certificate_pem) : undefined
  const topics = await targets.countByTopic(db)
  return {
    ...stateOf(row, at),
    subject: leaf ? oneLine(leaf.subject) : null,
    issuer: leaf ? oneLine(leaf.issuer) : null,
    serialNumber: leaf?.serialNumber ?? null,
    devices: topics.map((topic) => ({ ...topic, current: topic.topic === row?.topic })),
    waiting: await countWaiting(db),
  }
}

/** For the list of what has a lifetime. */
export async function listPushCertificateExpiry(
  db: Db,
): Promise<{ id: string; name: string; expiresAt: string }[]> {
  const row = await findCertificate(db)
  return row?.expires_at && row.topic ? [{ id: row.id, name: row.topic, expiresAt: row.expires_at }] : []
}
