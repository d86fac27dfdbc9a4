import { z } from 'zod'
import { withCheckDigit } from '../identifiers.ts'
import { GoogleRefusal } from './google-answer.ts'
import { known } from './phones.ts'
import type { FakeZeroTouchDevice, GoogleState } from './google-state.ts'

const ClaimedPhone = z
  .strictObject({
    imei: z.string().optional(),
    serial: z.string().optional(),
    manufacturer: z.string().optional(),
    model: z.string().optional(),
  })
  .refine(({ imei, serial }) => imei ?? serial, 'Give an imei or a serial')

/** What a reseller enters in the portal of zero-touch: a number of made-up phones, or these. */
export const Claim = z.union([z.int().min(1).max(100_000), z.array(ClaimedPhone)])
export type Claim = z.infer<typeof Claim>

/** Gives the customer phones. Those that are made up are the same in each run. */
export function claimPhones({ zeroTouch, customer }: GoogleState, claim: Claim): FakeZeroTouchDevice[] {
  const before = zeroTouch.devices.length
  const phones: z.infer<typeof ClaimedPhone>[] =
    typeof claim === 'number' ? Array.from({ length: claim }, (_, n) => madeUp(before + n)) : claim
  const claimed = phones.map(({ serial: serialNumber, ...numbers }, n) => {
    const deviceId = String(before + n + 1)
    return {
      name: `${customer}/devices/${deviceId}`,
      deviceId,
      deviceIdentifier: known({ ...numbers, serialNumber }),
    }
  })
  const isTaken = new Set(zeroTouch.devices.map(({ deviceIdentifier: { imei } }) => imei))
  const twice = claimed.find(({ deviceIdentifier: { imei } }) => imei !== undefined && isTaken.has(imei))
  if (twice) throw new GoogleRefusal(409, `${twice.deviceIdentifier.imei} is claimed already.`)
  zeroTouch.devices.push(...claimed)
  return claimed
}

const madeUp = (n: number) => ({
  imei: withCheckDigit(`35693803${String(n + 1).padStart(6, '0')}`),
  manufacturer: 'Google',
  model: 'Pixel 9a',
})
