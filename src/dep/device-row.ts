import type { Device } from '../protocol/dep/wire.ts'

/** One of Apple's records in our words; null says nothing, it does not say "none". */
export type DeviceRow = {
  serial: string
  model: string | null
  description: string | null
  color: string | null
  asset_tag: string | null
  family: string | null
  os: string | null
  profile_status: string | null
  profile_uuid: string | null
  profile_assigned_at: Date | null
  profile_pushed_at: Date | null
  assigned_by: string | null
  assigned_at: Date | null
  facts: Record<string, unknown>
  op_date: Date | null
  gone: boolean
  /** Columns of which somebody decided that Apple's silence means "none". */
  cleared?: readonly string[]
}

/** `isListing`: fetch and details tell what is, so `op_type` and `op_date` mean nothing there (apple-dep.md 3.2). */
export function deviceRow(device: Device, { isListing }: { isListing: boolean }): DeviceRow {
  return {
    serial: device.serial_number,
    model: device.model ?? null,
    description: device.description ?? null,
    color: device.color ?? null,
    asset_tag: device.asset_tag ?? null,
    family: device.device_family ?? null,
    os: device.os ?? null,
    profile_status: device.profile_status ?? null,
    profile_uuid: device.profile_uuid ?? null,
    profile_assigned_at: device.profile_assign_time ?? null,
    profile_pushed_at: device.profile_push_time ?? null,
    assigned_by: device.device_assigned_by ?? null,
    assigned_at: device.device_assigned_date ?? null,
    facts: furtherFacts(device),
    op_date: isListing ? null : (device.op_date ?? null),
    gone: !isListing && device.op_type === 'deleted',
  }
}

/** What is shown but never asked for; absent members keep what is known. */
const furtherFacts = (device: Device): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({
      imei: device.imei,
      meid: device.meid,
      eid: device.eid,
      wifiMac: device.wifi_mac_address,
      bluetoothMac: device.bluetooth_mac_address,
      ethernetMac: device.ethernet_mac_address,
      isReplacement: device.is_replacement_device,
      releasedByReplacement: device.released_by_replacement,
      migrationDeadline: device.mdm_migration_deadline?.toISOString(),
    }).filter(([, value]) => value !== undefined),
  )

/**
 * One row for each serial number: the record with the latest `op_date`, the later in the list of two that are equal. What an
 * older record says and the newer leaves out is kept, as Apple's records may be sparse.
 */
export function foldRows(rows: readonly DeviceRow[]): DeviceRow[] {
  const folded = new Map<string, DeviceRow>()
  for (const row of rows) {
    const other = folded.get(row.serial)
    folded.set(row.serial, other ? mergeRows(other, row) : row)
  }
  return [...folded.values()]
}

function mergeRows(first: DeviceRow, second: DeviceRow): DeviceRow {
  const [older, newer] = timeOf(second) >= timeOf(first) ? [first, second] : [second, first]
  const known = Object.fromEntries(Object.entries(newer).filter(([, value]) => value !== null))
  const merged = { ...older, ...known, facts: { ...older.facts, ...newer.facts } }
  // The four profile fields belong together: a new status does not keep the old one's times.
  return newer.profile_status === null
    ? merged
    : {
        ...merged,
        profile_uuid: newer.profile_uuid,
        profile_assigned_at: newer.profile_assigned_at,
        profile_pushed_at: newer.profile_pushed_at,
      }
}

const timeOf = ({ op_date }: DeviceRow): number => op_date?.getTime() ?? Number.NEGATIVE_INFINITY
