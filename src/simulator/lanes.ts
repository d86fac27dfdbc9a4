import { createDeviceAuthority, issueDeviceIdentity, newRsaKey } from './device/device-authority.ts'
import type { AppleDevice, DeviceKnobs } from './device/apple-device.ts'
import type { acts, introductions } from './lane-names.ts'
import { tampered, withSecondSigner } from './device/tampering.ts'
import { WalkError } from './device/walk.ts'

/** Ways of a device that an admin may want to rehearse. */
export type Lanes = {
  scepMethod?: 'GET' | 'POST'
  scepCipher?: 'des' | 'des3' | 'aes128' | 'aes256'
  scepDigest?: 'sha1' | 'sha256' | 'sha512'
  /** Writes SCEP messages as BER without lengths. */
  scepBer?: boolean
  introduction?: Introduction
  /** Minutes that its clock is ahead; behind when less than nothing. */
  clockSkew?: number
  /** Milliseconds that everything takes longer. */
  slow?: number
  /** Sends everything twice. */
  twice?: boolean
  then?: (typeof acts)[number][]
}

export async function knobsOf(lanes: Lanes, serial: string): Promise<DeviceKnobs> {
  const { scepMethod: method, scepCipher: cipher, scepDigest: digest, clockSkew, slow, twice } = lanes
  const { scepBer: indefinite } = lanes
  return {
    scep: given({ method, cipher, digest, indefinite }),
    network: given({ slowMs: slow, duplicate: twice }),
    ...given({ clockSkewMs: clockSkew === undefined ? undefined : clockSkew * 60_000 }),
    ...(lanes.introduction ? await waysIn[lanes.introduction](serial) : {}),
  }
}

type Introduction = (typeof introductions)[number]

const waysIn: Record<Introduction, (serial: string) => DeviceKnobs | Promise<DeviceKnobs>> = {
  ber: () => ({ machineInfoCms: { indefinite: true } }),
  sha1: () => ({ machineInfoCms: { digest: 'sha1' } }),
  'no-attributes': () => ({ machineInfoCms: { signedAttributes: false } }),
  tampered: (serial) => ({ alterMachineInfo: (signed) => tampered(signed, serial, otherThan(serial)) }),
  'signed-twice': () => ({ alterMachineInfo: withSecondSigner }),
  'other-authority': async () => ({
    builtInIdentity: issueDeviceIdentity(createDeviceAuthority(), await newRsaKey()),
  }),
}

const otherThan = (serial: string) => serial.slice(0, -1) + (serial.endsWith('0') ? '1' : '0')

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

const given = <T extends object>(members: T): Given<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>

/** Does one thing after the other. @throws {WalkError} when the server refuses one */
export async function doActs(device: AppleDevice, wanted: readonly (typeof acts)[number][]): Promise<void> {
  for (const act of wanted) await doOne(device, act)
}

async function doOne(device: AppleDevice, act: (typeof acts)[number]): Promise<void> {
  switch (act) {
    case 'poll':
      await device.poll()
      return
    case 'renew':
      return device.renew()
    case 'rotate-token':
      return device.rotateToken()
    case 'restore':
      return restoreItself(device)
    case 'user':
      return device.user('user').updateToken()
    case 'check-out':
      return device.checkOut()
    case 'wipe':
      return device.wipe()
    case 'enroll': {
      const { outcome, reason } = await device.enroll()
      if (outcome !== 'enrolled') throw new WalkError(outcome, reason ?? outcome)
    }
  }
}

async function restoreItself(device: AppleDevice): Promise<void> {
  const backup = device.backup()
  if (!backup) throw new WalkError('failed', 'There is no backup of a device that is not enrolled')
  device.wipe()
  await device.restore(backup)
}
