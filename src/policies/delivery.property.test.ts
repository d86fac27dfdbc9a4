import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { policyKinds } from '../contract/policy-content.ts'
import { planDelivery, type Delivered } from './delivery.ts'
import type { PolicyFacts } from './policy.ts'

const policy = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  kind: fc.constantFrom(...policyKinds),
  version: fc.integer({ min: 1, max: 3 }),
  identifier: fc.constantFrom('1', '2'),
})
const given = fc.uniqueArray(policy, { selector: ({ id }) => id }).map((list) =>
  list.map((facts): PolicyFacts => ({
    ...facts,
    identifier: facts.kind === 'app' ? facts.identifier : `${facts.id}${facts.identifier}`,
    name: facts.id,
    platforms: [],
    priority: 100,
    supervised: false,
  })),
)
const delivered = fc
  .uniqueArray(
    fc.record({
      policyId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      kind: fc.constantFrom(...policyKinds),
      identifier: fc.constantFrom('1', '2'),
      state: fc.constantFrom(
        'sent' as const,
        'installed' as const,
        'failed' as const,
        'removing' as const,
        'removed' as const,
      ),
      version: fc.integer({ min: 1, max: 3 }),
      installedVersion: fc.option(fc.integer({ min: 1, max: 3 })),
      error: fc.option(fc.constant('No')),
    }),
    { selector: ({ policyId }) => policyId },
  )
  .map((rows) =>
    rows.map((row): Delivered => ({
      ...row,
      identifier: row.kind === 'app' ? row.identifier : `${row.policyId}${row.identifier}`,
      name: row.policyId,
      at: '',
    })),
  )

/** The rows once the device has done what was sent. */
function after(plan: ReturnType<typeof planDelivery>, rows: readonly Delivered[]): Delivered[] {
  const gone = new Set([...plan.remove, ...plan.forget].map(({ policyId }) => policyId))
  const sent = new Set(plan.install.map(({ policy }) => policy.id))
  return [
    ...rows.filter(({ policyId }) => !gone.has(policyId) && !sent.has(policyId)),
    ...plan.install.map(({ policy: { id, name, kind, identifier, version } }) => ({
      policyId: id,
      name,
      kind,
      identifier,
      version,
      state: 'installed' as const,
      installedVersion: version,
      error: null,
      at: '',
    })),
  ]
}

test('a device that has done what was sent needs nothing more', () => {
  fc.assert(
    fc.property(given, delivered, (policies, rows) => {
      const plan = planDelivery(policies, rows)
      expect(planDelivery(policies, after(plan, rows))).toEqual({ remove: [], install: [], forget: [] })
    }),
  )
})

test('nothing that is given is removed, nothing that is not given is sent, and what may be there is never forgotten', () => {
  fc.assert(
    fc.property(given, delivered, (policies, rows) => {
      const wanted = new Set(policies.map(({ id }) => id))
      const { remove, install, forget } = planDelivery(policies, rows)
      expect([...remove, ...forget].filter(({ policyId }) => wanted.has(policyId))).toEqual([])
      expect(install.filter(({ policy: { id } }) => !wanted.has(id))).toEqual([])
      const names = new Set(policies.map(({ identifier }) => identifier))
      const lost = forget.filter(
        ({ state, identifier }) => (state === 'sent' || state === 'installed') && !names.has(identifier),
      )
      expect(lost).toEqual([])
      expect(remove.filter(({ identifier }) => names.has(identifier))).toEqual([])
    }),
  )
})

test('what failed is not sent again as it was', () => {
  fc.assert(
    fc.property(given, (policies) => {
      const rows = policies.map((policy): Delivered => ({
        ...policy,
        policyId: policy.id,
        state: 'failed',
        installedVersion: null,
        error: 'No',
        at: '',
      }))
      expect(planDelivery(policies, rows).install).toEqual([])
      const next = policies.map((policy) => ({ ...policy, version: policy.version + 1 }))
      expect(planDelivery(next, rows).install).toHaveLength(policies.length)
    }),
  )
})
