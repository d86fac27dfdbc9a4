import type { MachineInfo } from '../../protocol/mdm/machine-info.ts'
import type { PlistDict, PlistValue } from '../../protocol/plist/plist.ts'
import { identifiersOf } from '../identifiers.ts'
import type { Identifiers } from '../identifiers.ts'
import type { Model, ModelName } from '../models.ts'
import { models } from '../models.ts'

/** What a device knows of itself. */
export type Hardware = { serial: string; model: Model; name: string } & Identifiers

export function hardwareOf(serial: string, modelName: ModelName, udid?: string): Hardware {
  const model = models[modelName]
  const identifiers = identifiersOf(serial, model)
  return {
    ...identifiers,
    udid: udid ?? identifiers.udid,
    serial,
    model,
    name: `${model.family} ${serial.slice(-4)}`,
  }
}

export function machineInfo({ serial, udid, model, imei, meid }: Hardware): MachineInfo {
  const [firstImei] = imei
  const [firstMeid] = meid
  return {
    udid,
    serial,
    product: model.product,
    build: model.build,
    osVersion: model.osVersion,
    ...(firstImei === undefined ? {} : { imei: firstImei }),
    ...(firstMeid === undefined ? {} : { meid: firstMeid }),
    language: 'en',
    canRequestSoftwareUpdate: true,
  }
}

/** The facts of `Authenticate`: phones say what they are with other words than Macs. */
export function authenticateFacts(hardware: Hardware) {
  const { serial, model, name, imei, meid } = hardware
  const common = { OSVersion: model.osVersion, BuildVersion: model.build, SerialNumber: serial }
  if (model.family === 'Mac') {
    return { ...common, DeviceName: name, Model: model.product, ModelName: model.marketingName }
  }
  return { ...common, ProductName: model.product, IMEI: imei[0], MEID: meid[0] }
}

/** The values of `DeviceInformation`; queries that the hardware has no answer for are left out, as on real devices. */
export function queryResponses(
  hardware: Hardware,
  state: { supervised: boolean; awaiting: boolean; name?: string },
  queries: readonly PlistValue[],
): PlistDict {
  const known = knownValues(hardware, state)
  const pairs = queries.flatMap((query) => {
    const value = typeof query === 'string' && Object.hasOwn(known, query) ? known[query] : undefined
    return value === undefined ? [] : [[query, value] as const]
  })
  return Object.fromEntries(pairs)
}

function knownValues(
  { serial, udid, model, name: madeName, imei, meid, wifiMac, bluetoothMac, ethernetMac }: Hardware,
  { supervised, awaiting, name = madeName }: { supervised: boolean; awaiting: boolean; name?: string },
): Record<string, PlistValue | undefined> {
  return {
    UDID: udid,
    SerialNumber: serial,
    DeviceName: name,
    OSVersion: model.osVersion,
    BuildVersion: model.build,
    ProductName: model.product,
    ModelName: model.marketingName,
    Model: model.product,
    IsSupervised: supervised,
    AwaitingConfiguration: awaiting,
    WiFiMAC: wifiMac,
    BluetoothMAC: bluetoothMac,
    EthernetMAC: ethernetMac,
    IMEI: imei[0],
    MEID: meid[0],
    DeviceCapacity: 256,
    AvailableDeviceCapacity: 200,
    BatteryLevel: model.family === 'Mac' ? undefined : 0.8,
    IsAppleSilicon: model.family === 'Mac' ? true : undefined,
    PINRequiredForEraseDevice: model.family === 'Mac' ? false : undefined,
    IsActivationLockEnabled: false,
    HostName: model.family === 'Mac' ? name.replaceAll(' ', '-') : undefined,
    IsMDMLostModeEnabled: model.family === 'Mac' ? undefined : false,
  }
}
