import { z } from 'zod'
import { buildPlist, isDict, type PlistDict, type PlistValue } from '../plist/plist.ts'
import { flag, number, text } from './fields.ts'
import { check, readDict } from './read-message.ts'

export type Command = { RequestType: string } & PlistDict

/** The answer to a poll that gives the device something to do. */
export const buildCommand = (uuid: string, command: Command): string =>
  buildPlist({ CommandUUID: uuid, Command: command })

const Envelope = z.object({
  CommandUUID: z.string().min(1),
  Command: z.custom<PlistDict>((value) => isDict(value as PlistValue)),
})
const Named = z.object({ RequestType: z.string().min(1) })

/** The device's side of `buildCommand`. @throws {MdmError} */
export function readCommand(body: Uint8Array): { CommandUUID: string; Command: Command } {
  const { CommandUUID, Command } = check(Envelope, readDict(body), 'The command')
  return { CommandUUID, Command: { ...Command, ...check(Named, Command, 'The command') } }
}

/** Device, network and application queries need the rights 16, 32 and 4096; what is not allowed is missing in the answer. */
export const deviceInformation = (queries: readonly string[]): Command => ({
  RequestType: 'DeviceInformation',
  Queries: [...queries],
})

/** Lets Setup Assistant go on, on devices that wait for it. */
export const deviceConfigured = (): Command => ({ RequestType: 'DeviceConfigured' })

/** The queries that an enrollment is interested in. */
export const enrollmentQueries = [
  'UDID',
  'SerialNumber',
  'DeviceName',
  'OSVersion',
  'BuildVersion',
  'ProductName',
  'ModelName',
  'Model',
  'IsSupervised',
  'AwaitingConfiguration',
  'WiFiMAC',
  'BluetoothMAC',
  'IMEI',
  'MEID',
] as const

/** What the page of a device shows beside them. */
export const detailQueries = [
  ...enrollmentQueries,
  'EthernetMAC',
  'DeviceCapacity',
  'AvailableDeviceCapacity',
  'BatteryLevel',
  'HostName',
  'IsAppleSilicon',
  'IsActivationLockEnabled',
  'IsMDMLostModeEnabled',
  'PINRequiredForEraseDevice',
  'SoftwareUpdateDeviceID',
  'SupplementalOSVersionExtra',
] as const

/** Members that were asked for and allowed; those of another type are left out. */
const QueryResponses = z.object({
  UDID: text,
  SerialNumber: text,
  DeviceName: text,
  OSVersion: text,
  BuildVersion: text,
  ProductName: text,
  ModelName: text,
  Model: text,
  IsSupervised: flag,
  AwaitingConfiguration: flag,
  WiFiMAC: text,
  BluetoothMAC: text,
  IMEI: text,
  MEID: text,
  EthernetMAC: text,
  /** In gigabytes. */
  DeviceCapacity: number,
  AvailableDeviceCapacity: number,
  /** 0 to 1; -1 where it cannot be told. */
  BatteryLevel: number,
  HostName: text,
  IsAppleSilicon: flag,
  IsActivationLockEnabled: flag,
  IsMDMLostModeEnabled: flag,
  PINRequiredForEraseDevice: flag,
  SoftwareUpdateDeviceID: text,
  SupplementalOSVersionExtra: text,
})
export type DeviceInformation = z.infer<typeof QueryResponses>

/** The result in an acknowledged `DeviceInformation`. @throws {MdmError} when there is none */
export const readDeviceInformation = (content: PlistDict): DeviceInformation =>
  check(z.object({ QueryResponses }), content, 'The answer to DeviceInformation').QueryResponses
