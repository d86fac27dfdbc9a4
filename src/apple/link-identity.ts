import type { ArrivalClaims } from '../admission/decision.ts'
import { decide, receiveArrival } from '../admission/receive-arrival.ts'
import type { AdmissionReason } from '../contract/arrival.ts'
import { storable } from '../platform/db/storable.ts'
import type { Trx } from '../platform/db/database.ts'
import type { CheckInOf } from '../protocol/mdm/check-in.ts'

type Stranger = {
  deviceId: string
  message: CheckInOf<'Authenticate'>
  address: string | null
  now: Date
}

/** What a device that came by an enrollment link may turn out not to be; the rest was decided on its pages. */
const words: Partial<Record<AdmissionReason, string>> = {
  'wrong-platform': 'platform',
  'ambiguous-device': 'serial number (of another record)',
  withdrawn: 'serial number (of a withdrawn record)',
}

/**
 * Who opened a link said nothing of the device; now it says what it is, and the same rules are asked once more (apple-mdm.md 1.7). Of
 * one that is refused the arrival is kept. Answers what is not as on record.
 */
export async function strangersFault(
  trx: Trx,
  { deviceId, message, address, now }: Stranger,
): Promise<string[]> {
  const { SerialNumber: serial, UDID: udid, IMEI: imei, MEID: meid, ProductName, Model, OSVersion } = message
  const told = { serial, udid, imei, meid, product: ProductName ?? Model, osVersion: OSVersion }
  const claimed = Object.fromEntries(
    Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[name, storable(value)]])),
  )
  const arrival: ArrivalClaims = { channel: 'link', claimed, verified: false, link: { deviceId } }
  const { reason } = await decide(trx, arrival, now)
  const fault = words[reason]
  if (fault === undefined) return []
  await receiveArrival(trx, arrival, { address, now })
  return [fault]
}
