import type { AssignmentRulesPreview, NewAssignmentRules } from '../../contract/dep-assignment.ts'
import type { Db } from '../../platform/db/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { chunkSize } from '../assignment.ts'
import { listProfileNames } from '../profile-store.ts'
import { judge, readDevices, type Verdict } from './judge-devices.ts'
import { ruleSet } from './rule-store.ts'

const mostExamples = 5

/** What rules, saved or not, would do to the account's devices. */
export async function previewRules(
  { db, clock }: Platform,
  accountId: string,
  given: NewAssignmentRules,
): Promise<AssignmentRulesPreview> {
  const set = await ruleSet(db, accountId, given)
  const parts = [...set.rules, null].map(newPart)
  const all = { devices: 0, changes: 0, pushed: 0, throttled: 0, byHand: 0, removedByHand: 0 }
  const byProfile = new Map<string, number>()
  for await (const devices of readDevices(db, { accountId, rules: set.rules, now: clock() }))
    for (const verdict of devices.map((device) => judge(set, device))) {
      const isChange = verdict.becomes === 'change'
      addTo(parts[verdict.rule ?? set.rules.length]!, verdict)
      all.devices++
      if (verdict.becomes === 'by-hand') all.byHand++
      if (verdict.becomes === 'removed-by-hand') all.removedByHand++
      if (!isChange) continue
      all.changes++
      if (verdict.device.profile_status === 'pushed') all.pushed++
      if (verdict.device.is_throttled) all.throttled++
      byProfile.set(verdict.profile!.id, (byProfile.get(verdict.profile!.id) ?? 0) + 1)
    }
  const calls = [...byProfile.values()].reduce((sum, count) => sum + Math.ceil(count / chunkSize), 0)
  const shown = await withNames(db, accountId, parts)
  return { ...all, calls, rules: shown.slice(0, -1), fallback: shown.at(-1)! }
}

type Part = { matches: number; changes: number; examples: Verdict[] }
const newPart = (): Part => ({ matches: 0, changes: 0, examples: [] })

function addTo(part: Part, verdict: Verdict): void {
  part.matches++
  if (verdict.becomes === 'change') part.changes++
  if (part.examples.length < mostExamples) part.examples.push(verdict)
}

async function withNames(db: Db, accountId: string, parts: readonly Part[]) {
  const uuids = parts.flatMap(({ examples }) => examples.flatMap(({ device }) => device.profile_uuid ?? []))
  const names = await listProfileNames(db, accountId, uuids)
  const nameOf = ({ profile_status: status, profile_uuid: uuid }: Verdict['device']) =>
    uuid !== null && (status === 'assigned' || status === 'pushed') ? (names.get(uuid) ?? uuid) : null
  return parts.map(({ matches, changes, examples }) => ({
    matches,
    changes,
    examples: examples.map(({ device, becomes }) => ({
      serial: device.serial,
      model: device.model,
      profile: nameOf(device),
      changes: becomes === 'change',
    })),
  }))
}
