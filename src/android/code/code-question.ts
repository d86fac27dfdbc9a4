import type { Decision } from '../../admission/decision.ts'
import { listEnrolledPhones } from '../../admission/enrolled-phones.ts'
import { decide } from '../../admission/receive-arrival.ts'
import type { Device } from '../../contract/device.ts'
import type { CodeQuestion } from '../../contract/device-code.ts'
import type { Platform } from '../../platform/platform.ts'
import { challenges } from '../agent/agent-answers.ts'
import type { FoundCode } from './device-code.ts'

/**
 * The decision that the device itself would get now with this code, if it says what its record says; or, where its agent is enrolled,
 * what that has said. Nothing is kept.
 */
export async function foreseeRegistration(
  { db, clock, secrets }: Pick<Platform, 'db' | 'clock' | 'secrets'>,
  device: Device,
  code: FoundCode,
): Promise<Decision> {
  const [enrolled] = await listEnrolledPhones(db, [device.id])
  const hasToken = code.tokenExpiresAt !== null
  return decide(
    db,
    {
      channel: 'android',
      claimed: enrolled ? Object.assign({}, ...enrolled.said.toReversed()) : claimsOf(device),
      verified: false,
      answers: { page: 'first', termsAccepted: true },
      android: hasToken ? { token: 'valid', bulkId: code.bulk.id } : { token: 'none', bulkId: null },
    },
    clock(),
    { secrets },
  )
}

const claimsOf = ({ imei, imei2, meid, serial, manufacturer }: Device) => ({
  imei: imei ?? undefined,
  imei2: imei2 ?? undefined,
  meid: meid ?? undefined,
  serial: serial ?? undefined,
  manufacturer: manufacturer ?? undefined,
})

/** What an agent asks its person first. */
export function questionOf({ outcome, reason }: Decision): CodeQuestion {
  if (outcome === 'admit') return 'nothing'
  const challenge = challenges[reason]
  return challenge === undefined || challenge === 'terms' ? 'refused' : challenge
}
