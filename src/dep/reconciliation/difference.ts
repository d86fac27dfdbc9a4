import type { DepDifference, DifferenceDecision, DifferenceKind } from '../../contract/dep-reconciliation.ts'
import type { DeviceRow } from '../device-row.ts'
import type { DeviceChange } from '../store-devices.ts'

/** Pure rules about differences between Apple's list and ours. */

export type Field = DepDifference['fields'][number]

/** Our record before it was mended, with the profile that was wanted and confirmed, if any. */
export type Before = Omit<DeviceRow, 'profile_status' | 'op_date' | 'gone'> & {
  id: string
  profile_status: string
  gone_since: string | null
  /** Nothing was learned of the device after Apple's list was begun. */
  is_settled: boolean
  /** Undefined: nothing is known to be wanted. Null: no profile. */
  wanted_uuid: string | null | undefined
}

export type Difference = { serial: string; kind: DifferenceKind; fields: Field[]; depDeviceId: string }

const decisions: Record<DifferenceKind, DifferenceDecision[]> = {
  'missing-here': [],
  'missing-there': [],
  moved: [],
  facts: [],
  'facts-blank': ['take-apple', 'leave'],
  'other-profile': ['assign-ours', 'take-apple', 'leave'],
  'profile-removed': [],
  'profile-unwanted': ['remove-again', 'take-apple', 'leave'],
  'not-listed': ['withdraw', 'leave'],
  'enrolled-released': ['withdraw', 'leave'],
}

/** What people may decide; the kinds without a choice are mended at once. */
export const decisionsOf = (kind: DifferenceKind): DifferenceDecision[] => decisions[kind]

export const names: Record<string, string> = {
  asset_tag: 'assetTag',
  assigned_by: 'assignedBy',
  assigned_at: 'assignedAt',
  profile_status: 'profileStatus',
  profile_uuid: 'profile',
  profile_assigned_at: 'profileAssignedAt',
  profile_pushed_at: 'profilePushedAt',
}
const nameOf = (column: string) => names[column] ?? column

type Names = ReadonlyMap<string, string>
type Mended = { change: DeviceChange; before: Before | undefined; listed: DeviceRow; profiles: Names }

/**
 * What the writer has just changed in our record to make it as Apple's. Undefined when it is told otherwise: a profile that is
 * not the wanted one is listed as that, not as a stale record.
 */
export function recordDifference({ change, before, listed, profiles }: Mended): Difference | undefined {
  const { serial, id: depDeviceId } = change
  if (!before || before.gone_since !== null) {
    const fields = described.map((column) => fieldOf(column, listed[column], null, profiles))
    return { serial, depDeviceId, kind: 'missing-here', fields: fields.filter(({ apple }) => apple !== null) }
  }
  const fields = change.changes.flatMap((column) => changedFields(column, { before, listed, profiles }))
  const kind = kindOf(change, before)
  return kind === undefined || fields.length === 0 ? undefined : { serial, depDeviceId, kind, fields }
}

const described = ['model', 'description', 'asset_tag', 'profile_status'] as const

/** A device that has left: into another of our accounts, or from all of them. */
export function departedDifference(
  { id, serial }: Pick<DeviceChange, 'id' | 'serial'>,
  { ours, theirs }: { ours: string; theirs: string | undefined },
): Difference {
  const fields = [{ field: 'account', apple: theirs ?? null, muster: ours }]
  return { serial, depDeviceId: id, kind: theirs === undefined ? 'missing-there' : 'moved', fields }
}

const isWorking = (status: string) => status === 'assigned' || status === 'pushed'

function kindOf({ changes, profile_status, profile_uuid }: DeviceChange, before: Before) {
  const [had, has] = [isWorking(before.profile_status), isWorking(profile_status)]
  const isProfile = had !== has || (has && changes.includes('profile_uuid'))
  if (!isProfile) return 'facts'
  const atApple = has ? profile_uuid : null
  const isTold = before.wanted_uuid !== undefined && before.wanted_uuid !== atApple
  if (isTold) return undefined
  return has ? 'other-profile' : 'profile-removed'
}

type Pair = { before: Before; listed: DeviceRow; profiles: Names }

function changedFields(column: string, { before, listed, profiles }: Pair): Field[] {
  if (column === 'facts') return hardwareFields(before.facts, listed.facts)
  if (column === 'gone_since') return []
  const key = column as Exclude<keyof Before & keyof DeviceRow, 'facts' | 'cleared'>
  return [fieldOf(column, listed[key], before[key], profiles)]
}

const fieldOf = (column: string, apple: unknown, muster: unknown, profiles: Names): Field => ({
  field: nameOf(column),
  apple: textOf(column, apple, profiles),
  muster: textOf(column, muster, profiles),
})

function textOf(column: string, value: unknown, profiles: Names): string | null {
  if (value === null || value === undefined) return null
  if (column === 'profile_uuid' && typeof value === 'string') return profileText(value, profiles.get(value))
  return value instanceof Date ? value.toISOString() : plain(value)
}

/** A profile that Muster has not defined has only its UUID. */
export const profileText = (uuid: string, name: string | undefined): string =>
  name === undefined ? uuid : `${name} (${uuid})`

function hardwareFields(ours: Record<string, unknown>, theirs: Record<string, unknown>): Field[] {
  const differing = Object.keys(theirs).filter((key) => plain(theirs[key]) !== plain(ours[key]))
  return differing.map((field) => ({
    field,
    apple: plain(theirs[field]),
    muster: ours[field] === undefined ? null : plain(ours[field]),
  }))
}

const plain = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(String).join(', ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
