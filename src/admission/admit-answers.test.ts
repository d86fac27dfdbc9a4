import { expect, test } from 'vitest'
import type { Answers, GivenLogin } from './answers.ts'
import { admit } from './admit.ts'
import type { AdmissionFacts } from './decision.ts'
import { arrivalOf, candidate, factsOf, now } from './testing.ts'

const ids = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'] as const
const good: Answers = { page: 'good', termsAccepted: false }

type Case = {
  records: Parameters<typeof candidate>[0][]
  answers?: Partial<Answers>
  /** Numbers of the records whose code was given. */
  fits?: number[]
  settings?: Partial<AdmissionFacts['settings']>
  open?: boolean
}

const decide = ({ records, answers, fits = [], settings, open = false }: Case) =>
  admit(
    {
      ...arrivalOf({ serial: 'F2LX0000TEST', product: 'iPhone16,2' }),
      answers: answers && { ...good, ...answers },
    },
    {
      ...factsOf(
        records.map((record, n) => candidate({ id: ids[n]!, identifier: `DEV0${n + 1}`, ...record })),
        settings,
      ),
      withGivenCode: fits.map((n) => ids[n]!),
      isKeyCodeOpen: open,
    },
    now,
  )

const code = (key: string, more = {}) => ({
  credential: { kind: 'code' as const, key, code: '123', ...more },
})
const login = (result: GivenLogin['result']) => ({
  credential: { kind: 'login' as const, userName: 'ana', result },
})
const ana = { id: 'u', userName: 'ana' }
const keyed = { depMethod: 'Keycode' as const }
const free = { ...keyed, serial: null }

test.each<[string, Case, string]>([
  ['no code', { records: [keyed] }, 'code-needed'],
  ['the code', { records: [keyed], answers: code('DEV01'), fits: [0] }, 'admitted'],
  ['the code alone', { records: [keyed], answers: code(''), fits: [0] }, 'admitted'],
  [
    'the code with the key in other letters',
    { records: [keyed], answers: code(' dev01 '), fits: [0] },
    'admitted',
  ],
  [
    'the code with the user’s name',
    { records: [{ ...keyed, user: ana }], answers: code('ana'), fits: [0] },
    'admitted',
  ],
  ['a wrong code', { records: [keyed], answers: code('DEV01') }, 'wrong-code'],
  ['the code with a wrong key', { records: [keyed], answers: code('DEV99'), fits: [0] }, 'wrong-code'],
  [
    'the code too soon',
    { records: [keyed], answers: code('DEV01', { waitSeconds: 4 }), fits: [0] },
    'too-many-tries',
  ],
  ['a code of two', { records: [keyed, keyed], answers: code(''), fits: [0, 1] }, 'ambiguous-code'],
  [
    'a code of two, with the key',
    { records: [keyed, keyed], answers: code('DEV02'), fits: [0, 1] },
    'admitted',
  ],
  ['a code of one of two', { records: [keyed, keyed], answers: code(''), fits: [1] }, 'admitted'],
  ['no code, for several', { records: [keyed, keyed] }, 'code-needed'],
  ['an unknown serial number', { records: [], answers: {}, open: true }, 'code-needed'],
  ['an unknown serial number where nobody can be asked', { records: [], open: true }, 'unknown-device'],
  ['an unknown serial number, and no record open', { records: [] }, 'unknown-device'],
  [
    'the key of a record without a serial number',
    { records: [free], answers: code('DEV01'), fits: [0], open: true },
    'admitted',
  ],
  ['the wrong key of such a record', { records: [], answers: code('DEV99'), open: true }, 'wrong-code'],
  [
    'the key of a withdrawn record',
    { records: [{ ...free, status: 'withdrawn' }], answers: code('DEV01'), fits: [0], open: true },
    'withdrawn',
  ],
  [
    'the key of another record than the serial number names',
    { records: [{}, free], answers: code('DEV02'), fits: [1] },
    'admitted',
  ],
  [
    'a key, and the serial number of a withdrawn record',
    { records: [{ status: 'withdrawn' }, free], answers: code('DEV02'), fits: [1] },
    'withdrawn',
  ],
  [
    'a key, and the serial number of a record that is not for DEP',
    { records: [{ depMethod: null }, free], answers: code('DEV02'), fits: [1] },
    'wrong-channel',
  ],
])('a key code record and %s', (_what, situation, reason) => {
  expect(decide(situation).reason).toBe(reason)
})

test('a serial number that names its record is stronger than any key', () => {
  const { device } = decide({ records: [{}, free], answers: code('DEV02'), fits: [1] })
  expect(device?.identifier).toBe('DEV01')
})

test.each([
  ['DEV01@school', 'admitted'],
  ['dev01@School', 'admitted'],
  ['DEV01@other', 'wrong-code'],
  ['DEV01@', 'wrong-code'],
  ['@school', 'wrong-code'],
])('the key %s with the unit "school" is %s', (key, reason) => {
  const situation = { records: [keyed], answers: code(key), fits: [0], settings: { unitId: 'school' } }
  expect(decide(situation).reason).toBe(reason)
})

const wanting = { authentication: 'login' as const, depMethod: null, source: 'dep' as const }

test.each<[string, Case, string]>([
  ['nobody signed in', { records: [wanting], answers: {} }, 'login-needed'],
  ['who signed in', { records: [wanting], answers: login({ ok: true, user: ana }) }, 'admitted'],
  ['a wrong password', { records: [wanting], answers: login({ ok: false, reason: 'wrong' }) }, 'wrong-login'],
  [
    'the domain behind the name',
    { records: [wanting], answers: login({ ok: false, reason: 'qualified-name' }) },
    'wrong-login',
  ],
  ['too many tries', { records: [wanting], answers: login({ ok: false, reason: 'wait' }) }, 'too-many-tries'],
  [
    'nobody on record',
    { records: [wanting], answers: login({ ok: false, reason: 'unknown-user' }) },
    'unknown-user',
  ],
  [
    'no directory',
    { records: [wanting], answers: login({ ok: false, reason: 'unavailable' }) },
    'sign-on-unavailable',
  ],
  [
    'a walk that was not ended',
    { records: [wanting], answers: login({ ok: false, reason: 'failed' }) },
    'sign-on-failed',
  ],
  [
    'somebody else than its user',
    {
      records: [{ ...wanting, user: { id: 'v', userName: 'ben' } }],
      answers: login({ ok: true, user: ana }),
    },
    'wrong-user',
  ],
  [
    'somebody else after a reset',
    {
      records: [{ ...wanting, user: { id: 'v', userName: 'ben' }, enrolledAt: '2026-01-01T00:00:00.000Z' }],
      answers: login({ ok: true, user: ana }),
    },
    'admitted',
  ],
  ['a code instead', { records: [wanting], answers: code('DEV01'), fits: [0] }, 'login-needed'],
])('a record with a login and %s', (_what, situation, reason) => {
  expect(decide(situation).reason).toBe(reason)
})

test('who signed in is whom the device is admitted for', () => {
  const decision = decide({ records: [wanting], answers: login({ ok: true, user: ana }) })
  expect(decision).toMatchObject({
    user: ana,
    authentication: 'login',
    summary: 'DEV01 is admitted for ana.',
  })
})

test.each(['expired', 'used', 'foreign'] as const)('a page that is %s refuses', (page) => {
  expect(decide({ records: [{}], answers: { page } })).toMatchObject({
    outcome: 'refuse',
    reason: `page-${page}`,
  })
})

test('terms are asked for where they can be shown, before anything that is typed', () => {
  const settings = { termsText: 'Be kind.' }
  expect(decide({ records: [wanting], answers: {}, settings }).reason).toBe('terms-needed')
  expect(decide({ records: [wanting], answers: { termsAccepted: true }, settings }).reason).toBe(
    'login-needed',
  )
  expect(decide({ records: [{}], settings }).outcome).toBe('admit')
})

test('the choice of the owner is asked for last', () => {
  const records = [{ ...wanting, ownership: 'selectuser' as const }]
  const signedIn = login({ ok: true, user: ana })
  expect(decide({ records, answers: {} }).reason).toBe('login-needed')
  expect(decide({ records, answers: signedIn }).reason).toBe('ownership-needed')
  expect(decide({ records, answers: { ...signedIn, ownership: 'personal' } }).outcome).toBe('admit')
})

test('neither code nor what was typed as a password comes into the steps', () => {
  const { steps } = decide({
    records: [keyed],
    answers: { credential: { kind: 'code', key: 'DEV01', code: 'SECRET' } },
  })
  expect(JSON.stringify(steps)).not.toContain('SECRET')
})
