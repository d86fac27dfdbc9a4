import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { GoogleRefusal } from './google-answer.ts'
import type { FakeDevice, GoogleState } from './google-state.ts'

/** What a phone says of itself; `token` is what its QR code has, or left out: it came in by an account. */
export const Phone = z
  .strictObject({
    token: z.string().optional(),
    imei: z.string().optional(),
    imei2: z.string().optional(),
    meid: z.string().optional(),
    serial: z.string().optional(),
    manufacturer: z.string().optional(),
    brand: z.string().optional(),
    model: z.string().optional(),
    osVersion: z.string().optional(),
  })
  .refine(({ imei, meid, serial }) => imei ?? meid ?? serial, 'Give an imei, a meid or a serial')
export type Phone = z.infer<typeof Phone>

/** A phone is set up with the code of a token, or as an account of the enterprise. Google refuses a token that is unknown or over. */
export function enrollPhone(state: GoogleState, phone: Phone, now = new Date()): FakeDevice {
  const { token: value, serial: serialNumber, manufacturer, brand, model } = phone
  const token = value === undefined ? undefined : state.tokens.find((each) => each.value === value)
  if (value !== undefined && !token)
    throw new GoogleRefusal(400, 'There is no such token, or it was revoked.')
  if (token && Date.parse(token.expirationTimestamp) <= now.getTime())
    throw new GoogleRefusal(400, 'The token is over.')
  const policyName = token?.policyName ?? `${state.enterprise}/policies/default`
  const device: FakeDevice = {
    name: `${state.enterprise}/devices/${randomBytes(8).toString('hex')}`,
    state: 'ACTIVE',
    appliedState: 'ACTIVE',
    enrollmentTime: now.toISOString(),
    lastStatusReportTime: now.toISOString(),
    lastPolicySyncTime: now.toISOString(),
    managementMode: 'DEVICE_OWNER',
    ownership: 'COMPANY_OWNED',
    securityPosture: { devicePosture: 'SECURE' },
    policyName,
    appliedPolicyName: policyName,
    policyCompliant: true,
    hardwareInfo: known({ serialNumber, manufacturer, brand, model }),
    ...networkOf(phone),
    ...(phone.osVersion ? { softwareInfo: { androidVersion: phone.osVersion } } : {}),
    ...(token ? { enrollmentTokenName: token.name } : {}),
    ...(token?.additionalData === undefined ? {} : { enrollmentTokenData: token.additionalData }),
  }
  state.devices.push(device)
  return device
}

/** The device does everything that it was asked for and has not done. */
export function carryOut({ operations }: GoogleState, { name }: FakeDevice): number {
  const waiting = operations.filter((each) => !each.done && each.name.startsWith(`${name}/operations/`))
  for (const operation of waiting) operation.done = true
  return waiting.length
}

function networkOf({ imei, imei2, meid }: Phone): Pick<FakeDevice, 'networkInfo'> {
  if (!imei && !meid) return {}
  const slots = [imei, imei2].flatMap((each) => (each ? [{ imei: each }] : []))
  return { networkInfo: { ...known({ imei, meid }), ...(imei2 ? { telephonyInfos: slots } : {}) } }
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Google leaves out what it does not know. */
export const known = <T extends object>(members: T): Known<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Known<T>
