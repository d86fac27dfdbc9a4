import type { Device } from '../contract/device.ts'
import type { DevicePolicies, EffectivePolicy } from '../contract/policy.ts'
import type { Db } from '../platform/db/database.ts'
import { shownState, type Delivered } from './delivery.ts'
import { listDelivered } from './delivery-store.ts'
import { listGiven } from './device-kit.ts'
import { inOrder, type GivenPolicy } from './policy.ts'

/** What a device is given, in its order, and behind it what it had. */
export async function listDevicePolicies(db: Db, device: Device): Promise<DevicePolicies> {
  const given = await listGiven(db, device)
  const delivered = await listDelivered(db, device.id)
  const rows = new Map(delivered.map((row) => [row.policyId, row]))
  const ids = new Set(given.map(({ policy }) => policy.id))
  const earlier = delivered.filter(({ policyId }) => !ids.has(policyId))
  return {
    status: device.status,
    items: [
      ...given.map((item) => shownGiven(item, rows.get(item.policy.id))),
      ...earlier.toSorted((a, b) => inOrder(ordered(a), ordered(b))).map((row) => shownEarlier(row)),
    ],
  }
}

const ordered = ({ kind, name }: Delivered) => ({ kind, name, priority: 0 })

const factsOf = (row: Delivered | undefined) => ({
  installedVersion: row?.installedVersion ?? null,
  error: row?.error ?? null,
  at: row?.at ?? null,
})

function shownGiven({ policy, because, applies }: GivenPolicy, row: Delivered | undefined): EffectivePolicy {
  const { id, name, kind, version, supervised } = policy
  return {
    policy: { id, name, kind, version, supervised },
    because,
    state: shownState(applies, row),
    ...factsOf(row),
  }
}

function shownEarlier(row: Delivered): EffectivePolicy {
  const { policyId, name, kind, version } = row
  return {
    policy: { id: policyId, name, kind, version, supervised: false },
    because: [],
    state: earlierState(row),
    ...factsOf(row),
  }
}

/** What is not given any more and has not been taken back yet soon will be. */
const earlierState = (row: Delivered): EffectivePolicy['state'] =>
  row.state === 'removed' ? 'removed' : row.state === 'failed' || row.error !== null ? 'failed' : 'removing'
