import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasProfile } from '../assignment.ts'
import { judge, type RuledDevice } from './judge-devices.ts'
import type { RuleSet } from './rule-store.ts'

const profiles = ['A', 'B', 'C'].map((name) => ({ id: `id-${name}`, uuid: `UUID-${name}`, name, version: 1 }))
const profile = fc.option(fc.constantFrom(...profiles))
const family = fc.constantFrom('iPad', 'Mac')

const set: fc.Arbitrary<RuleSet> = fc.record({
  accountId: fc.constant('account'),
  rules: fc.array(
    fc.tuple(family, profile).map(([value, given]) => ({
      name: value,
      conditions: [{ field: 'family' as const, operator: 'is' as const, values: [value] }],
      profileId: given?.id ?? null,
      profile: given,
    })),
    { maxLength: 3 },
  ),
  fallback: fc.constantFrom('default-profile', 'none'),
  defaultProfile: profile,
})

const device: fc.Arbitrary<RuledDevice> = fc.record({
  id: fc.constant('device'),
  serial: fc.constant('S'),
  family,
  model: fc.constant(null),
  description: fc.constant(null),
  os: fc.constant(null),
  color: fc.constant(null),
  assetTag: fc.constant(null),
  assignedBy: fc.constant(null),
  assignedAt: fc.constant(null),
  tags: fc.constant([]),
  groups: fc.constant([]),
  profile_status: fc.constantFrom('empty', 'assigned', 'pushed', 'removed'),
  profile_uuid: fc.option(fc.constantFrom(...profiles.map(({ uuid }) => uuid))),
  wish: fc.option(
    fc.record({
      profile_id: fc.option(fc.constantFrom(...profiles.map(({ id }) => id))),
      state: fc.constantFrom('waiting', 'assigned', 'failed'),
      source: fc.constantFrom('asked', 'rule', 'fallback'),
    }),
  ),
  is_throttled: fc.boolean(),
})

test('rules change what people did not decide, and ask for nothing that is so already', () => {
  fc.assert(
    fc.property(set, device, (rules, given) => {
      const verdict = judge(rules, given)
      const fits = rules.rules.find(({ name }) => name === given.family)
      const fallback = rules.fallback === 'default-profile' ? rules.defaultProfile : null
      expect(verdict.profile).toEqual(fits ? fits.profile : fallback)
      if (given.wish?.profile_id === null) expect(verdict.becomes).toBe('removed-by-hand')
      if (verdict.becomes !== 'change') return
      expect(verdict.profile).not.toBeNull()
      expect(hasProfile(given, verdict.profile!.uuid)).toBe(false)
      expect(given.wish?.source).not.toBe('asked')
    }),
  )
})
