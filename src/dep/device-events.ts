import type { ProductEvent } from '../platform/audit/timeline.ts'
import type { DeviceChange } from './store-devices.ts'

/** What the timeline says about a change that Apple tells of. Names of profiles are looked up by the caller, by Apple's UUID. */
export type Told = {
  account: string
  profileNames: ReadonlyMap<string, string>
  /** Set where it was found by comparing whole lists, not told by a sync. */
  reason?: 'reconciliation'
}

export function deviceEvent(change: DeviceChange, told: Told): ProductEvent {
  const { kind, summary } = sentence(change, told)
  return {
    subject: { kind: 'dep-device', id: change.id },
    kind: `dep-device.${kind}`,
    actor: 'Apple',
    summary: told.reason ? `${summary} Reconciliation found it.` : summary,
    facts: { ...factsOf(change), ...(told.reason ? { reason: told.reason } : {}) },
  }
}

function sentence(change: DeviceChange, told: Told): { kind: string; summary: string } {
  const { is_new, before_gone, gone_since } = change
  const account = `“${told.account}”`
  if (is_new) return { kind: 'added', summary: `Apple lists the device for ${account}.` }
  if (gone_since && !before_gone) return { kind: 'gone', summary: departure(change, account) }
  if (before_gone && !gone_since)
    return { kind: 'returned', summary: `The device is back on ${account} at Apple.` }
  if (isProfileChange(change)) return profileSentence(change, told)
  return { kind: 'changed', summary: `Apple's record changed: ${change.changes.map(word).join(', ')}.` }
}

const departure = ({ facts }: DeviceChange, account: string) =>
  facts['releasedByReplacement'] === true
    ? `Apple replaced the hardware; the device left ${account}.`
    : `The device left ${account} at Apple: it was unassigned, moved to another server or released.`

const isProfileChange = ({ changes }: DeviceChange) =>
  changes.includes('profile_status') || changes.includes('profile_uuid')

function profileSentence({ profile_status, profile_uuid }: DeviceChange, { profileNames }: Told) {
  const name = profile_uuid === null ? undefined : profileNames.get(profile_uuid)
  const profile = name === undefined ? `A profile that Muster does not know` : `Profile “${name}”`
  const kind = `profile-${profile_status}`
  if (profile_status === 'assigned') return { kind, summary: `${profile} is assigned at Apple.` }
  if (profile_status === 'pushed') return { kind, summary: `${profile} was taken by the device.` }
  if (profile_status === 'removed') return { kind, summary: 'The profile was removed at Apple.' }
  return { kind: 'profile-changed', summary: `Apple says “${profile_status}” of the profile.` }
}

const words: Record<string, string> = {
  asset_tag: 'asset tag',
  family: 'device family',
  os: 'operating system',
  assigned_by: 'who assigned it',
  assigned_at: 'when it was assigned',
  profile_assigned_at: 'when the profile was assigned',
  profile_pushed_at: 'when the profile was taken',
  facts: 'hardware details',
}
const word = (column: string) => words[column] ?? column

const factsOf = ({ is_new, changes, before_status, profile_status, profile_uuid }: DeviceChange) => ({
  ...(is_new ? {} : { changes }),
  ...(changes.includes('profile_status') ? { before: before_status } : {}),
  profileStatus: profile_status,
  ...(profile_uuid === null ? {} : { profileUuid: profile_uuid }),
})
