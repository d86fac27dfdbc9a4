import { models } from '../models.ts'
import { adminEmail } from './account.ts'
import type { Device, DeviceEvent } from './organization.ts'
import type { Rules } from './rules.ts'

/** Apple's record of a device, with the fields that the protocol version of the request knows. Absent values are left out. */
export function deviceRecord(device: Device, version: number): Record<string, unknown> {
  const { profile } = device
  return {
    serial_number: device.serial,
    model: models[device.model].marketingName,
    description: device.description,
    color: device.color,
    asset_tag: device.assetTag,
    profile_status: profile?.status ?? 'empty',
    profile_uuid: profile?.uuid,
    profile_assign_time: date(profile?.assignedAt),
    profile_push_time: date(profile?.pushedAt),
    device_assigned_by: device.assignedAt === undefined ? undefined : adminEmail,
    device_assigned_date: date(device.assignedAt),
    ...(version >= 2 ? { os: systemName(device, version), device_family: models[device.model].family } : {}),
    ...(version >= 8 ? { mdm_migration_deadline: date(device.migrationDeadline) } : {}),
    ...(version >= 10 ? newestFields(device) : {}),
  }
}

export function eventRecord(
  event: DeviceEvent,
  version: number,
  { sparseDeletions }: Pick<Rules, 'sparseDeletions'>,
): Record<string, unknown> {
  const isSparse = sparseDeletions && event.type === 'deleted'
  return {
    ...(isSparse ? { serial_number: event.device.serial } : deviceRecord(event.device, version)),
    op_type: event.type,
    op_date: date(event.at),
    ...(version >= 10 && event.releasedByReplacement ? { released_by_replacement: true } : {}),
  }
}

/** RFC 3339 in UTC with whole seconds. */
export const date = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

/** Before version 7 an iPad calls its system iOS. */
function systemName({ model }: Device, version: number) {
  const { os } = models[model]
  return os === 'iPadOS' && version < 7 ? 'iOS' : os
}

const newestFields = (device: Device) => ({
  imei: device.imei.length > 0 ? device.imei : undefined,
  meid: device.meid.length > 0 ? device.meid : undefined,
  eid: device.eid,
  wifi_mac_address: device.wifiMac,
  bluetooth_mac_address: device.bluetoothMac,
  ethernet_mac_address: device.ethernetMac,
  is_replacement_device: device.replaces ? true : undefined,
})
