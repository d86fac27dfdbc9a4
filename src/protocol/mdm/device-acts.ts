import type { Command } from './command.ts'
import { present } from './present.ts'
import { z } from 'zod'
import type { PlistDict } from '../plist/plist.ts'
import { text } from './fields.ts'
import { check } from './read-message.ts'

/** Six digits, which a Mac asks for when it was locked or erased. */
export const isPin = (text: string): boolean => /^\d{6}$/.test(text)

function checkedPin(pin: string): string {
  if (!isPin(pin)) throw new RangeError('A PIN has six digits')
  return pin
}

/** A Mac always needs a PIN, and starts again into a screen that asks for it; other devices know none. */
export type DeviceLock = { message?: string; phoneNumber?: string } & (
  { on: 'mac'; pin: string } | { on: 'mobile' }
)

/** Right 4. The message is shown where a passcode is set (apple-mdm.md 5.2). @throws {RangeError} for a PIN that is none */
export const deviceLock = (o: DeviceLock): Command => ({
  RequestType: 'DeviceLock',
  ...(o.on === 'mac' ? { PIN: checkedPin(o.pin) } : {}),
  ...present({ Message: o.message, PhoneNumber: o.phoneNumber }),
})

const LockAnswer = z.object({ MessageResult: text })

/** Whether the message is shown: `Success`, or why not. @throws {MdmError} */
export const readLockAnswer = (content: PlistDict): z.infer<typeof LockAnswer> =>
  check(LockAnswer, content, 'The answer to DeviceLock')

/** What a Mac that cannot erase in an instant does: macOS 12.0.1 and later. */
export const obliterations = ['Default', 'DoNotObliterate', 'ObliterateWithWarning', 'Always'] as const
export type Obliteration = (typeof obliterations)[number]

/** Profiles that bring an erased device back without hands: iOS 17, tvOS 18. */
export type ReturnToService = {
  wifiProfile?: Uint8Array
  /** Needed where Apple's DEP profile has a web view. */
  mdmProfile?: Uint8Array
}

export type EraseDevice =
  /** Macs without T2 or Apple silicon want a PIN. */
  | { on: 'mac'; pin?: string; obliteration?: Obliteration }
  | {
      on: 'mobile'
      preserveDataPlan?: boolean
      disallowProximitySetup?: boolean
      returnToService?: ReturnToService
    }
  | { on: 'tv'; returnToService?: ReturnToService }

/** Right 8. With `Default`, an error may be followed by an erase all the same. @throws {RangeError} for a PIN that is none */
export function eraseDevice(o: EraseDevice): Command {
  const command = { RequestType: 'EraseDevice' }
  if (o.on === 'mac')
    return {
      ...command,
      ...present({
        PIN: o.pin === undefined ? undefined : checkedPin(o.pin),
        ObliterationBehavior: o.obliteration,
      }),
    }
  const back = o.returnToService && { ReturnToService: returnToService(o.returnToService) }
  if (o.on === 'tv') return { ...command, ...back }
  return {
    ...command,
    ...present({ PreserveDataPlan: o.preserveDataPlan, DisallowProximitySetup: o.disallowProximitySetup }),
    ...back,
  }
}

const returnToService = ({ wifiProfile, mdmProfile }: ReturnToService) => ({
  Enabled: true,
  ...present({
    WiFiProfileData: wifiProfile && Buffer.from(wifiProfile),
    MDMProfileData: mdmProfile && Buffer.from(mdmProfile),
  }),
})

export type RestartDevice =
  /** macOS 11.3: the person is asked first. */
  | { on: 'mac'; notifyUser?: boolean; rebuildKernelCache?: boolean; kextPaths?: string[] }
  /** Supervised iPhones and iPads only, and Apple TVs. */
  | { on: 'mobile' }

/** Right 4. */
export const restartDevice = (o: RestartDevice): Command => ({
  RequestType: 'RestartDevice',
  ...(o.on === 'mac'
    ? present({
        NotifyUser: o.notifyUser,
        RebuildKernelCache: o.rebuildKernelCache,
        KextPaths: o.kextPaths,
      })
    : {}),
})

/** Right 4; iPhones and iPads. The token is that of the device's TokenUpdate. */
export const clearPasscode = (unlockToken: Uint8Array): Command => ({
  RequestType: 'ClearPasscode',
  UnlockToken: Buffer.from(unlockToken),
})
