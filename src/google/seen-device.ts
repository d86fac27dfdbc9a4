import { decide } from '../admission/receive-arrival.ts'
import type { ArrivalClaims, Decision } from '../admission/decision.ts'
import type { AndroidArrival } from '../admission/android-rules.ts'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import type { Db } from '../platform/db/database.ts'
import { storable } from '../platform/db/storable.ts'
import type { ManagedDevice } from '../protocol/google/android-management.ts'
import type { ZeroTouchDevice } from '../protocol/google/zero-touch.ts'

/** A device as one of Google's services knows it: the one form in which all of them are matched. */
export type SeenDevice = { name: string; claimed: ClaimedIdentifiers; before: readonly string[] }

const said = (text: string | undefined) =>
  text === undefined ? undefined : storable(text).trim() || undefined

/** Its IMEI is there only when the policy asks for it (android.md 4.1). */
export function seenByManagement(device: ManagedDevice): SeenDevice {
  const { name, hardwareInfo = {}, networkInfo = {}, softwareInfo = {}, previousDeviceNames = [] } = device
  const slots = (networkInfo.telephonyInfos ?? []).map(({ imei }) => said(imei))
  const imeis = [...new Set([said(networkInfo.imei), ...slots])].filter((imei) => imei !== undefined)
  return {
    name,
    before: previousDeviceNames,
    claimed: {
      imei: imeis[0],
      imei2: imeis[1],
      meid: said(networkInfo.meid),
      serial: said(hardwareInfo.serialNumber),
      manufacturer: said(hardwareInfo.manufacturer),
      brand: said(hardwareInfo.brand),
      product: said(hardwareInfo.model),
      osVersion: said(softwareInfo.androidVersion),
    },
  }
}

export function seenByZeroTouch({ name, deviceIdentifier: id }: ZeroTouchDevice): SeenDevice {
  return {
    name,
    before: [],
    claimed: {
      imei: said(id.imei),
      imei2: said(id.imei2),
      meid: said(id.meid),
      serial: said(id.serialNumber),
      manufacturer: said(id.manufacturer),
      product: said(id.model),
    },
  }
}

/** Google says what the device is; nothing that it says is signed for us. */
export const arrivalOf = ({ name, before, claimed }: SeenDevice, android: AndroidArrival): ArrivalClaims => ({
  channel: 'android',
  claimed,
  verified: false,
  android: { ...android, google: { names: [name, ...before] } },
})

/** What becomes of it by the rules for every Android device; stores nothing. */
export const judge = (db: Db, seen: SeenDevice, android: AndroidArrival, now: Date): Promise<Decision> =>
  decide(db, arrivalOf(seen, android), now)
