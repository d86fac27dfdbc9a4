import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { startApnsSimulator, type ApnsSimulator } from './apns/apns-simulator.ts'
import { startAppleSimulator } from './apple/apple-simulator.ts'
import type { AppleSimulator } from './apple/apple-simulator.ts'
import type { DeviceSpec } from './apple/device-spec.ts'
import type { FaultChange } from './apple/faults.ts'
import type { RuleChange, Rules } from './apple/rules.ts'
import { openDeviceAuthority, readDeviceAuthority } from './device-authority-file.ts'
import { createAppleDevice } from './device/apple-device.ts'
import type { AppleDevice, EnrollmentResult } from './device/apple-device.ts'
import { WalkError } from './device/walk.ts'
import { doActs, knobsOf, type Lanes } from './lanes.ts'
import { startMailSink, type MailSink } from './mail/mail-sink.ts'
import type { ModelName } from './models.ts'
import { personOf, type PersonOptions } from './person.ts'
import { lineOf, toStdout } from './print-step.ts'

export { portalHelp } from './apple/portal-help.ts'

/** Where a command writes; lines come without their line end. */
type Print = (line: string) => void

export type AppleSimulatorCommand = {
  port?: number
  host?: string
  /** Number of made-up devices. */
  devices?: number
  /** JSON list of devices, or one serial number on a line. */
  devicesFile?: string
  /** The fault script as JSON, or a file with it. */
  faults?: string
  /** The rules as JSON, or a file with them. */
  rules?: string
  /** How the OAuth header is checked; over what `rules` says. */
  oauth?: Rules['oauth']
  /** Where the state is kept from one run to the next. */
  state?: string
  /** PEM file of the test device CA; made when it does not exist. */
  deviceCa?: string
  print?: Print
}

export type DeviceCommand = {
  serial: string
  model: ModelName
  udid?: string
  /** Address of the simulated Apple. */
  apple: string
  deviceCa?: string
  json?: boolean
  print?: Print
} & Lanes &
  PersonOptions

export const defaultDeviceCa = 'data/simulator/device-ca.pem'

/** `muster simulate apple`: starts it and prints one line of JSON. It runs until it is closed or the process ends. */
export async function runAppleSimulatorCommand(options: AppleSimulatorCommand): Promise<AppleSimulator> {
  const { print = toStdout, deviceCa = defaultDeviceCa } = options
  const simulatorOptions = await readOptions(options)
  await openDeviceAuthority(deviceCa)
  const simulator = await startAppleSimulator(simulatorOptions)
  const { url, portalPath } = simulator
  print(JSON.stringify({ url, portal: portalPath, deviceCa: path.resolve(deviceCa) }))
  return simulator
}

export type ApnsSimulatorCommand = {
  port?: number
  host?: string
  /** Where the certificate goes that a server has to trust. */
  ca?: string
  /** Prints each push. */
  pushes?: boolean
  print?: Print
}

const defaultApnsCa = 'data/simulator/apns-ca.pem'

/** `muster simulate apns`: prints one line of JSON with the values for MUSTER_APNS_URL and MUSTER_APNS_CA. */
export async function runApnsSimulatorCommand(options: ApnsSimulatorCommand): Promise<ApnsSimulator> {
  const { print = toStdout, ca = defaultApnsCa, pushes = false, ...listen } = options
  const simulator = await startApnsSimulator({
    ...listen,
    ...(pushes ? { onPush: (push) => print(JSON.stringify(push)) } : {}),
  })
  await mkdir(path.dirname(ca), { recursive: true })
  await writeFile(ca, simulator.ca)
  print(JSON.stringify({ url: simulator.url, ca: path.resolve(ca), portal: '/portal/pushes' }))
  return simulator
}

export type MailSinkCommand = { port?: number; host?: string; print?: Print }

/** `muster simulate mail`: prints one line of JSON with the value for MUSTER_SMTP_URL, then one for each mail that it takes. */
export async function runMailSinkCommand({
  print = toStdout,
  ...options
}: MailSinkCommand): Promise<MailSink> {
  const sink = await startMailSink({ ...options, onMail: (mail) => print(JSON.stringify(mail)) })
  print(JSON.stringify({ smtpUrl: `smtp://${sink.host}:${sink.port}?security=none` }))
  return sink
}

/** `muster simulate device`: walks one device in and prints each step. Answers the exit code: 0 enrolled, 3 refused, 1 otherwise. */
export async function runDeviceCommand(options: DeviceCommand): Promise<number> {
  const { print = toStdout, json = false, deviceCa = defaultDeviceCa, apple: appleUrl, ...rest } = options
  const { serial, then = [] } = rest
  const device = createAppleDevice({
    ...rest,
    appleUrl,
    deviceAuthority: await readDeviceAuthority(deviceCa),
    person: personOf(options),
    knobs: await knobsOf(options, serial),
    onStep: (step) => print(lineOf(step, json)),
  })
  const { steps: _printed, ...outcome } = await device.enroll()
  if (json) print(JSON.stringify(outcome))
  return outcome.outcome === 'enrolled' ? afterwards(device, then, print) : exitCodes[outcome.outcome]
}

/** A refusal of something later is told as one of the enrollment. */
async function afterwards(
  device: AppleDevice,
  then: NonNullable<Lanes['then']>,
  print: Print,
): Promise<number> {
  try {
    await doActs(device, then)
    return 0
  } catch (error) {
    if (!(error instanceof WalkError)) throw error
    print(lineOf({ name: error.outcome, detail: error.message, at: new Date() }))
    return exitCodes[error.outcome]
  }
}

const exitCodes: Record<EnrollmentResult['outcome'], number> = { enrolled: 0, refused: 3, failed: 1 }

async function readOptions(command: AppleSimulatorCommand) {
  const { port, host, devices, devicesFile, faults, rules, oauth, state } = command
  if (devices !== undefined && devicesFile !== undefined) {
    throw new Error('Give either a number of devices or a file of devices')
  }
  return {
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    devices: devicesFile === undefined ? (devices ?? 0) : readDevices(await readFile(devicesFile, 'utf8')),
    ...(faults === undefined ? {} : { faults: await readJson<FaultChange>(faults) }),
    ...(rules === undefined ? {} : { rules: await readJson<RuleChange>(rules) }),
    ...(oauth === undefined ? {} : { oauth }),
    ...(state === undefined ? {} : { stateFile: state }),
  }
}

/** Checked when the simulator starts. */
function readDevices(text: string): (DeviceSpec | string)[] {
  if (text.trimStart().startsWith('[')) return JSON.parse(text) as (DeviceSpec | string)[]
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The text itself, or the file of that name. */
const readJson = async <T>(text: string): Promise<T> =>
  JSON.parse(text.trimStart().startsWith('{') ? text : await readFile(text, 'utf8')) as T
