import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

import { signMachineInfo } from '../../protocol/mdm/machine-info.ts'
import type { InstalledProfile } from '../../protocol/mdm/read-enrollment-profile.ts'
import { readEnrollmentProfile } from '../../protocol/mdm/read-enrollment-profile.ts'
import { askActivation, type DepProfile } from './activation-client.ts'
import type { CommandAnswer } from './command-answer.ts'
import type { CommandState } from './command-answers.ts'
import { readProfile } from './profile-answers.ts'
import type { Identity } from './device-authority.ts'
import type { AppleDeviceOptions } from './device-options.ts'
import type { Hardware } from './hardware.ts'
import { authenticateFacts, machineInfo } from './hardware.ts'
import type { LinkPapers } from './link-client.ts'
import { walkLink } from './link-client.ts'
import type { AnsweredCommand, Management } from './mdm-client.ts'
import { checkIn, pollCommands } from './mdm-client.ts'
import { requestCertificate } from './scep-client.ts'
import type { Surroundings } from './walk.ts'
import { assertOk, bytesOf, request } from './walk.ts'
import { walkWebView } from './web-view.ts'

/** A device that was switched on. `management` appears when a server takes it. */
export type Device = {
  options: AppleDeviceOptions
  world: Surroundings
  hardware: Hardware
  state: CommandState
  builtIn: () => Promise<Identity>
  management?: Management
  /** Erases the device, or takes it out of its management. */
  leave: (management: Management) => Promise<void>
  /** Installs an enrollment profile that came by a command. */
  renew: (management: Management, payload: Uint8Array) => Promise<CommandAnswer | undefined>
  /** Ends what the device listens to. */
  deafen?: () => void
  /** What it says to the server, one conversation after the other. */
  talk: Promise<unknown>
}

/** The walk of Setup Assistant (apple-mdm.md 1.1): from the question to Apple to the moment it goes on without the server. */
export async function walkIn(device: Device): Promise<void> {
  const { world, options, hardware, state } = device
  world.step(
    'switched-on',
    `${hardware.model.marketingName}, serial number ${hardware.serial}, ${hardware.udid}`,
  )
  const depProfile = await askActivation(world, options.appleUrl, hardware.serial)
  state.supervised = depProfile.is_supervised
  const profile = await fetchProfile(device, depProfile)
  await enrollWith(device, profile, { awaits: depProfile.await_device_configured })
}

/** The walk of a person with a link, on a device that is in use already. */
export async function walkInByLink(device: Device, papers: LinkPapers): Promise<void> {
  const { world, hardware } = device
  const { model, serial } = hardware
  world.step('opened', `${papers.link} on ${model.marketingName}, serial number ${serial}`)
  await enrollWith(device, await walkLink(world, model, papers), { awaits: false })
}

/** From the profile to the last command. */
async function enrollWith(
  device: Device,
  profile: InstalledProfile,
  { awaits }: { awaits: boolean },
): Promise<void> {
  const { world, options, state } = device
  const identity = await requestCertificate(world, profile.scep, options.knobs?.scep)
  world.step('certificate', 'The certificate for this device was issued')

  const management = manage(device, profile, identity)
  await authenticate(device, management)
  state.awaiting = awaits
  await updateToken(device, management)
  device.management = management
  await (device.talk = converse(device, management))
}

/** Asks for commands and does them; one of them may be the last for this owner. */
export async function obey(device: Device, management: Management): Promise<AnsweredCommand[]> {
  const { world, hardware, state, options } = device
  const { answer } = options.knobs ?? {}
  const renew = (payload: Uint8Array) => device.renew(management, payload)
  const done = await pollCommands(world, management, { hardware, state, answer, renew })
  if (state.leaving) await device.leave(management)
  return done
}

/** Posts the signed MachineInfo; the server answers the profile. */
async function postMachineInfo({ world }: Device, url: string, machineInfo: Buffer): Promise<Buffer> {
  const headers = { 'content-type': 'application/pkcs7-signature', 'user-agent': 'Setup/1.0' }
  const response = await request(world, url, { method: 'POST', headers, body: new Uint8Array(machineInfo) })
  const file = await bytesOf(response)
  assertOk(response, 'Enrollment', file)
  return file
}

/** With `configuration_web_url` in its DEP profile the device opens the web view, and leaves `url` alone (apple-mdm.md 1.1). */
async function fetchProfile(
  device: Device,
  { url, configuration_web_url: webUrl }: DepProfile,
): Promise<InstalledProfile> {
  const { world, options } = device
  const machineInfo = await signedMachineInfo(device)
  const file = webUrl
    ? await walkWebView(world, webUrl, { machineInfo, answers: options.person ?? {} })
    : await postMachineInfo(device, url, machineInfo)
  const profile = readEnrollmentProfile(file)
  const known = readProfile(file)
  if (typeof known !== 'string') device.state.profiles = new Map([[profile.profile.PayloadIdentifier, known]])
  const signer = profile.signer ? `signed by ${profile.signer.subject.replaceAll('\n', ', ')}` : 'not signed'
  world.step(
    'profile',
    `The enrollment profile "${profile.profile.PayloadDisplayName ?? ''}" is installed, ${signer}`,
  )
  return profile
}

/** What the device says about itself, signed with its built-in identity. */
export async function signedMachineInfo({ options: { knobs }, hardware, builtIn }: Device): Promise<Buffer> {
  const info = { ...machineInfo(hardware), ...knobs?.machineInfo }
  const signed = signMachineInfo(info, await builtIn(), knobs?.machineInfoCms)
  return knobs?.alterMachineInfo?.(signed) ?? signed
}

function manage(
  { options: { knobs }, hardware }: Device,
  profile: InstalledProfile,
  identity: Identity,
): Management {
  return {
    mdm: profile.mdm,
    identity: knobs?.mdmIdentity ?? identity,
    udid: knobs?.checkIn?.UDID ?? hardware.udid,
    scep: profile.scep,
  }
}

export async function authenticate(
  { world, options, hardware }: Device,
  management: Management,
): Promise<void> {
  await checkIn(world, management, {
    MessageType: 'Authenticate',
    Topic: management.mdm.Topic,
    ...authenticateFacts(hardware),
    ...options.knobs?.checkIn,
    UDID: management.udid,
  })
  world.step('authenticate', 'The server knows the device')
}

/** Tells the server where to push it from now on; the first time it is enrolled with that. */
export async function updateToken(device: Device, management: Management): Promise<void> {
  const { world, hardware, state } = device
  const [token, magic] = [randomBytes(32), randomUUID().toUpperCase()]
  await checkIn(world, management, {
    MessageType: 'TokenUpdate',
    Topic: management.mdm.Topic,
    UDID: management.udid,
    Token: token,
    PushMagic: magic,
    ...(hardware.model.family === 'Mac' ? {} : { UnlockToken: randomBytes(256) }),
    ...(state.awaiting ? { AwaitingConfiguration: true } : {}),
  })
  world.step('token-update', state.awaiting ? 'Enrolled, and waiting for the configuration' : 'Enrolled')
  device.deafen?.()
  const deafen = device.options.apns?.listen({ token, magic, hear: () => hearPush(device) })
  if (deafen) device.deafen = deafen
}

/** A pushed device asks its server for commands, after the conversation that it is in. */
function hearPush(device: Device): void {
  device.talk = device.talk
    .catch(() => {})
    .then(async () => {
      if (!device.management) return
      device.world.step('pushed', 'A push says that there are commands')
      await obey(device, device.management)
    })
    .catch((error: unknown) => device.world.step('failed', String(error)))
}

const defaultPatience = { polls: 40, pauseMs: 250 }

/** Without push the device asks by itself: once, or as long as Setup Assistant waits. */
async function converse(device: Device, management: Management): Promise<void> {
  const { world, state, options } = device
  const { polls, pauseMs } = options.patience ?? defaultPatience
  await obey(device, management)
  for (let n = 1; state.awaiting && n < polls; n++) {
    await sleep(pauseMs)
    await obey(device, management)
  }
  if (state.awaiting) world.step('waiting', 'The server has not said that the device is configured')
}
