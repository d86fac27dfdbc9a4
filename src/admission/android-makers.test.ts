import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { admit } from './admit.ts'
import type { AdmissionFacts, Candidate } from './decision.ts'
import { candidate, factsOf, now } from './testing.ts'

const android = { token: 'valid', bulkId: 'b1' } as const
const bulk = { id: 'b1', withoutToken: false }
const record = (different: Partial<Candidate>): Candidate =>
  candidate({ platform: 'android', source: 'bulk', depMethod: null, serial: 'R58M1', bulk, ...different })

type Settings = Partial<AdmissionFacts['settings']>

const decide = (records: Candidate[], claimed: ClaimedIdentifiers, settings: Settings = {}) =>
  admit(
    { channel: 'android', verified: false, claimed: { serial: 'R58M1', ...claimed }, android },
    factsOf(records, settings),
    now,
  )
const known = ({ steps }: ReturnType<typeof admit>) => steps.find(({ rule }) => rule === 'known')!

const manufacturerAliases = [{ alias: 'Samsung Electronics', manufacturer: 'samsung' }]
const xiaomi = { manufacturer: 'Xiaomi', brand: 'Redmi' }

test('an alias of the settings makes two spellings one, whichever side has it, and the step names both', () => {
  for (const [ours, theirs] of [
    ['SAMSUNG  electronics', 'samsung'],
    ['Samsung', 'Samsung Electronics'],
  ] as const) {
    const records = [record({ manufacturer: ours })]
    expect(decide(records, { manufacturer: theirs }).reason).toBe('unknown-device')
    const decision = decide(records, { manufacturer: theirs }, { manufacturerAliases })
    expect(decision.outcome).toBe('admit')
    expect(known(decision).text).toContain(`"${ours}" of the record and "${theirs}" of the device`)
  }
})

test('a brand is looked at when the settings accept it, and told when they do not', () => {
  const records = [record({ manufacturer: 'REDMI' })]
  const refused = decide(records, xiaomi)
  expect(refused).toMatchObject({ outcome: 'refuse', reason: 'unknown-device' })
  for (const said of ['"REDMI"', '"Xiaomi"', '"Redmi"', 'do not accept brands'])
    expect(refused.summary).toContain(said)
  const decision = decide(records, xiaomi, { androidBrandAccepted: true })
  expect(decision.outcome).toBe('admit')
  expect(known(decision)).toMatchObject({ facts: { by: 'serial-brand', brand: 'Redmi' } })
  expect(known(decision).text).toContain('the settings accept the brand')
})

test('the brand is a second chance: a record of the manufacturer goes before, also one that is on no list', () => {
  const records = [
    record({ id: '1', identifier: 'a', manufacturer: 'Redmi' }),
    record({ id: '2', identifier: 'b', manufacturer: 'Xiaomi', bulk: null }),
  ]
  const decision = decide(records, xiaomi, { androidBrandAccepted: true })
  expect(decision.device?.id).toBe('2')
})

test('a brand of another serial number opens nothing, and one without brand changes nothing', () => {
  const settings = { androidBrandAccepted: true }
  expect(decide([record({ serial: 'X1', manufacturer: 'Redmi' })], xiaomi, settings).outcome).toBe('refuse')
  expect(decide([record({ manufacturer: null })], { ...xiaomi, brand: ' ' }, settings).outcome).toBe('refuse')
})

test('whatever aliases there are, what was admitted without them still is, with the same record', () => {
  const name = fc.constantFrom('samsung', 'Samsung Electronics', 'Xiaomi', 'Redmi', 'LGE')
  const claims = fc.record({ manufacturer: name, brand: name })
  const accepted = fc.record({
    androidBrandAccepted: fc.boolean(),
    manufacturerAliases: fc.constantFrom(manufacturerAliases, []),
  })
  fc.assert(
    fc.property(name, claims, accepted, (manufacturer, claimed, settings) => {
      const records = [record({ manufacturer })]
      const plain = decide(records, claimed)
      if (plain.outcome !== 'admit') return
      expect(decide(records, claimed, settings).device).toEqual(plain.device)
    }),
  )
})
