import { expect, test } from 'vitest'
import { shownState } from './delivery.ts'
import { givenPolicies, type AssignedPolicy } from './policy.ts'

const aPolicy = (name: string, more: Partial<AssignedPolicy> = {}): AssignedPolicy => ({
  id: name,
  name,
  kind: 'passcode',
  platforms: [],
  priority: 100,
  version: 1,
  identifier: name,
  supervised: false,
  groups: ['G'],
  templates: [],
  ...more,
})
const device = { platform: 'ipados' as const, groups: ['G'], template: null, templateGroups: [] }
const namesOf = (policies: AssignedPolicy[]) =>
  givenPolicies(device, policies).map(({ policy }) => policy.name)

test('what others build upon goes first, then the higher priority, then the name', () => {
  const policies = [
    aPolicy('b'),
    aPolicy('a'),
    aPolicy('urgent', { priority: 900 }),
    aPolicy('app', { kind: 'app', priority: 1000 }),
    aPolicy('network', { kind: 'wifi', priority: 0 }),
    aPolicy('authority', { kind: 'certificate', priority: 0 }),
  ]
  expect(namesOf(policies)).toEqual(['authority', 'network', 'urgent', 'a', 'b', 'app'])
})

test('a policy of others is not given, and one for other platforms does not apply', () => {
  expect(namesOf([aPolicy('a', { groups: ['H'] })])).toEqual([])
  const [macs] = givenPolicies(device, [aPolicy('a', { platforms: ['macos'] })])
  expect(macs).toMatchObject({ applies: false })
  const [tv] = givenPolicies({ ...device, platform: 'tvos' }, [aPolicy('a')])
  expect(tv).toMatchObject({ applies: false })
})

test('a group that the device is in anyway is not told again as the group of its template', () => {
  const kit = { ...device, template: 'T', templateGroups: ['G', 'H'] }
  const [given] = givenPolicies(kit, [aPolicy('a', { groups: ['G', 'H'], templates: ['T'] })])
  expect(given?.because).toEqual([
    { kind: 'template', name: 'T' },
    { kind: 'group', name: 'G' },
    { kind: 'group', name: 'H', template: 'T' },
  ])
})

test('the state that is shown is the device’s word where there is one', () => {
  expect(shownState(true, undefined)).toBe('pending')
  expect(shownState(false, undefined)).toBe('not-applicable')
  expect(shownState(true, { state: 'removed', error: null })).toBe('pending')
  expect(shownState(false, { state: 'installed', error: null })).toBe('installed')
  expect(shownState(true, { state: 'removing', error: 'No' })).toBe('failed')
})
