import type { NewDeviceCommand } from '../contract/command.ts'
import type { Platform } from '../contract/device.ts'
import { Problem } from '../platform/problem.ts'
import type { Command } from '../protocol/mdm/command.ts'
import { deviceInformation, detailQueries } from '../protocol/mdm/command.ts'
import { clearPasscode, deviceLock, eraseDevice, restartDevice } from '../protocol/mdm/device-acts.ts'
import { profileList } from '../protocol/mdm/profile-commands.ts'
import { securityInfo } from '../protocol/mdm/security-info.ts'

/** Pure: the commands of an act, and what a device must be like for it (apple-mdm.md 5.2). */
export type Act = Exclude<NewDeviceCommand, { act: 'reinstall-profile' }>
type ActOf<A extends Act['act']> = Extract<Act, { act: A }>

export type ActedOn = {
  identifier: string
  platform: Platform
  /** Undefined where the device did not say. */
  supervised?: boolean | undefined
  pinRequiredForErase?: boolean | undefined
  unlockToken?: Buffer | undefined
  /** What it needs to enroll again without hands. */
  mdmProfile?: Buffer
}

export type Plan = {
  commands: Command[]
  /** Names the commands while they wait: asking again changes nothing, or takes their place. */
  key: string
  ifWaiting: 'replace' | 'keep'
}

/** @throws {Problem} `command.unfit` for a wish that the device cannot fulfil, `device-erase.unconfirmed` */
export function planCommands(order: Act, device: ActedOn, makePin: () => string): Plan {
  const key = `admin.${order.act}`
  if (order.act === 'refresh') {
    const commands = [deviceInformation(detailQueries), securityInfo(), profileList()]
    return { commands, key, ifWaiting: 'keep' }
  }
  return { commands: [commandOf(order, device, makePin)], key, ifWaiting: 'replace' }
}

function commandOf(order: Exclude<Act, ActOf<'refresh'>>, device: ActedOn, makePin: () => string): Command {
  if (order.act === 'lock') return lock(order, device, makePin)
  if (order.act === 'erase') return erase(order, device, makePin)
  return order.act === 'restart' ? restart(order, device) : clear(device)
}

const kindOf = (platform: Platform): 'mac' | 'tv' | 'mobile' =>
  platform === 'macos' ? 'mac' : platform === 'tvos' ? 'tv' : 'mobile'

const unfit = (detail: string, pointer?: string) =>
  new Problem('command.unfit', {
    detail,
    ...(pointer ? { errors: [{ pointer, code: 'unfit', message: detail }] } : {}),
  })

/** Refuses what the kind of device does not know, rather than leaving it out. */
function refuse(given: Record<string, unknown>, where: string): void {
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) throw unfit(`\`${name}\` is for ${where} only`, `/${name}`)
}

const macs = 'Macs'
const mobiles = 'iPhones and iPads'

function lock({ message, phone, pin }: ActOf<'lock'>, device: ActedOn, makePin: () => string): Command {
  const kind = kindOf(device.platform)
  if (kind === 'tv') throw unfit('An Apple TV cannot be locked')
  const shown = {
    ...(message === undefined ? {} : { message }),
    ...(phone === undefined ? {} : { phoneNumber: phone }),
  }
  if (kind === 'mac') return deviceLock({ on: 'mac', pin: pin ?? makePin(), ...shown })
  refuse({ pin }, macs)
  return deviceLock({ on: 'mobile', ...shown })
}

function erase(order: ActOf<'erase'>, device: ActedOn, makePin: () => string): Command {
  const { confirm, pin, obliteration, preserveDataPlan, disallowProximitySetup } = order
  if (confirm.trim() !== device.identifier) {
    const message = `Type ${device.identifier}`
    throw new Problem('device-erase.unconfirmed', {
      errors: [{ pointer: '/confirm', code: 'unconfirmed', message }],
      identifier: device.identifier,
    })
  }
  const back = backOf(order, device)
  const kind = kindOf(device.platform)
  if (kind === 'mac') {
    refuse({ preserveDataPlan, disallowProximitySetup }, mobiles)
    refuse({ returnToService: back }, `${mobiles} and Apple TVs`)
    const needed = pin ?? (device.pinRequiredForErase ? makePin() : undefined)
    return eraseDevice({
      on: 'mac',
      ...(needed === undefined ? {} : { pin: needed }),
      ...(obliteration === undefined ? {} : { obliteration }),
    })
  }
  refuse({ pin, obliteration }, macs)
  const returning = back ? { returnToService: back } : {}
  if (kind === 'tv') {
    refuse({ preserveDataPlan, disallowProximitySetup }, mobiles)
    return eraseDevice({ on: 'tv', ...returning })
  }
  return eraseDevice({
    on: 'mobile',
    ...(preserveDataPlan === undefined ? {} : { preserveDataPlan }),
    ...(disallowProximitySetup === undefined ? {} : { disallowProximitySetup }),
    ...returning,
  })
}

function backOf({ returnToService: wish }: ActOf<'erase'>, { mdmProfile }: ActedOn) {
  if (!wish) return undefined
  const wifiProfile = wish.wifiProfile === undefined ? undefined : Buffer.from(wish.wifiProfile, 'base64')
  return { ...(wifiProfile ? { wifiProfile } : {}), ...(mdmProfile ? { mdmProfile } : {}) }
}

function restart({ notifyUser }: ActOf<'restart'>, device: ActedOn): Command {
  const kind = kindOf(device.platform)
  if (kind === 'mac') return restartDevice({ on: 'mac', ...(notifyUser === undefined ? {} : { notifyUser }) })
  refuse({ notifyUser }, macs)
  if (kind === 'mobile' && device.supervised === false)
    throw unfit('Only supervised iPhones and iPads can be restarted from here')
  return restartDevice({ on: 'mobile' })
}

function clear({ platform, unlockToken }: ActedOn): Command {
  if (kindOf(platform) !== 'mobile') throw unfit('Only iPhones and iPads can have their passcode cleared')
  if (!unlockToken) throw unfit('The device has given no token with which its passcode could be cleared')
  return clearPasscode(unlockToken)
}
