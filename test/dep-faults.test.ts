import { setTimeout as pause } from 'node:timers/promises'
import { array, assert, asyncProperty, constantFrom, nat, oneof, record, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { DepDevice, DepProfile } from '../src/contract/dep.ts'
import { depTest, type DepTest } from './support/dep-test.ts'
import { reconcile } from './support/reconcile.ts'

/** Two accounts of one organization, a profile each; everything that happens goes through a door of Apple's or of ours. */
type World = { dep: DepTest; accounts: string[]; profiles: DepProfile[]; added: number }

const paths = [
  '*',
  '/session',
  '/account',
  '/server/devices',
  '/devices/sync',
  '/devices',
  '/profile/devices',
]

/** One bad answer, or a few. */
const spoiled = record({
  path: constantFrom(...paths),
  skip: nat(2),
  times: constantFrom(1, 1, 2, 4),
  fault: constantFrom<object>(
    { status: 503 },
    { status: 500, body: 'internal_server_error' },
    { status: 429, retryAfter: 3600 },
    { status: 503, retryAfter: new Date(Date.now() + 7_200_000).toUTCString() },
    { html: true },
    { html: true, changeMade: true },
    { status: 200, body: '{"devices": [' },
    { code: 'EXPIRED_CURSOR' },
    { code: 'INVALID_CURSOR' },
    { code: 'EXHAUSTED_CURSOR' },
    { status: 401, code: 'UNAUTHORIZED' },
    { status: 403, code: 'FORBIDDEN' },
    { status: 403, code: 'T_C_NOT_SIGNED' },
    { status: 403, code: 'ACCESS_DENIED' },
    { status: 401, body: 'token_rejected' },
    { status: 403, body: 'signature_invalid' },
    { status: 403, body: 'token_expiredForbidden' },
    { dropConnection: 'before' },
    { dropConnection: 'midway' },
    { dropConnection: 'after' },
    { sameCursor: true },
    { dropDevices: 1 },
    { delayMs: 40 },
  ),
}).map(({ path, skip, times, fault }) => ({ next: [{ path, skip, times, ...fault }] }))

/** What lasts until the script says otherwise, or ends. */
const lasting = constantFrom<object>(
  { rotateSessions: true },
  { errorForm: 'quoted' },
  { errorForm: 'object' },
  { lostSessionStatus: 403 },
  { termsNotSigned: true },
  { accessDenied: true },
  { tokenRevoked: true },
  { throttled: ['DEPF0000'] },
  { failed: ['DEPF0001'] },
  { unanswered: ['DEPF0002'] },
  { reset: true },
)

/** A throttled device is hidden from syncs for a day, also when the rule has gone. */
const rules = constantFrom<object>(
  { throttle: { assignsPerHour: 1 } },
  { throttle: null },
  { sparseDeletions: true },
)

type Step =
  | { act: 'faults'; faults: object }
  | { act: 'rules'; rules: object }
  | { act: 'cursors'; what: string }
  | { act: Act; device: number; account: number }

const acts = [
  'add',
  'move',
  'unassign',
  'release',
  'tag',
  'untag',
  'activate',
  'assign',
  'remove',
  'drop-sessions',
] as const
const work = ['delta', 'full', 'reconcile'] as const
type Act = (typeof acts)[number] | (typeof work)[number]

const something = (names: readonly Act[]) =>
  record({ act: constantFrom(...names), device: nat(9), account: nat(1) })
const script: Arbitrary<Step[]> = array(
  oneof(
    { weight: 3, arbitrary: something(acts) },
    { weight: 4, arbitrary: something(work) },
    { weight: 4, arbitrary: spoiled.map((faults) => ({ act: 'faults' as const, faults })) },
    { weight: 1, arbitrary: rules.map((rules) => ({ act: 'rules' as const, rules })) },
    { weight: 1, arbitrary: lasting.map((faults) => ({ act: 'faults' as const, faults })) },
    {
      weight: 1,
      arbitrary: record({ act: constantFrom('cursors' as const), what: constantFrom('expire', 'forget') }),
    },
  ),
  { minLength: 3, maxLength: 14 },
)

async function take(world: World, step: Step): Promise<void> {
  const { dep, accounts, profiles } = world
  if (step.act === 'faults') return void (await dep.portal('/faults', step.faults))
  if (step.act === 'rules') return void (await dep.portal('/rules', step.rules))
  if (step.act === 'cursors') return void (await dep.portal('/cursors', { what: step.what }))
  const account = accounts[step.account]!
  if (step.act === 'delta' || step.act === 'full') return syncSomehow(dep, account, step.act)
  if (step.act === 'reconcile') return void (await reconcile(dep, account))
  if (step.act === 'drop-sessions') return void (await dep.portal('/sessions/drop', {}))
  if (step.act === 'add') {
    const serial = `DEPF${String((world.added += 1)).padStart(4, '0')}`
    return void (await dep.portal('/devices', { add: [{ serial, assetTag: 'new' }], server: account }))
  }
  const device = [...organizationOf(world).devices.values()][step.device]
  if (!device) return
  if (step.act === 'assign') {
    const profile = profiles[accounts.indexOf(device.server ?? account)]!
    await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [device.serial] })
  } else if (step.act === 'remove')
    await dep.app.api('POST', '/dep/profiles/remove', { serials: [device.serial] })
  else await changeAtApple(dep, step.act, { ...device, account })
}

type Changed = { serial: string; server?: string; account: string }

async function changeAtApple(dep: DepTest, act: Act, { serial, server, account }: Changed): Promise<void> {
  if (act === 'move') await dep.portal('/devices', { assign: [serial], server: account })
  if (act === 'unassign' && server) await dep.portal('/devices', { unassign: [serial] })
  if (act === 'release') await dep.portal('/devices', { release: [serial] })
  if (act === 'tag' || act === 'untag')
    await dep.portal('/devices', { change: [{ serial, assetTag: act === 'tag' ? 'other' : null }] })
  // Not every device has a profile to take.
  if (act === 'activate') await dep.portal('/activate', { serial }).catch(() => {})
}

/** It may fail as the script has it; one that runs by itself is waited for. */
async function syncSomehow(dep: DepTest, accountId: string, mode: 'delta' | 'full'): Promise<void> {
  for (;;) {
    const { status, body } = await dep.app.api('POST', `/dep/accounts/${accountId}/sync`, { mode })
    if (status === 202) break
    if (body.code !== 'dep-sync.running') throw new Error(JSON.stringify(body))
    await pause(50)
  }
  await dep.lastSync(accountId)
}

const organizationOf = ({ dep }: World) => dep.apple.apple.organization

const appleLists = (world: World, accountId: string) =>
  [...organizationOf(world).servers.get(accountId)!.devices.values()]
    .map(({ serial, assetTag, profile }) => ({
      serial,
      assetTag: assetTag ?? null,
      profileStatus: profile?.status ?? 'empty',
      profileUuid: profile?.uuid ?? null,
    }))
    .toSorted((a, b) => (a.serial < b.serial ? -1 : 1))

async function musterLists({ dep: { app } }: World, accountId: string) {
  const { body } = await app.api('GET', `/dep/devices?limit=500&account=${accountId}`)
  return body.items.map(({ serial, assetTag, profileStatus, profileUuid }: DepDevice) => ({
    serial,
    assetTag,
    profileStatus,
    profileUuid,
  }))
}

/** What Apple does not tell any more is kept here until somebody says so. */
const takeBlanks = ({ app }: DepTest, accountId: string) =>
  app.api('POST', `/dep/accounts/${accountId}/reconciliation/differences/decide`, {
    kind: 'facts-blank',
    decision: 'take-apple',
  })

async function newWorld(): Promise<World> {
  const dep = await depTest({ apple: { limits: { default: 3, maximum: 3 } } })
  const accounts = [await dep.account('First'), await dep.account('Second')].map(({ id }) => id)
  const define = async (accountId: string): Promise<DepProfile> =>
    (await dep.app.api('POST', '/dep/profiles', { accountId, profileName: 'Pupils' })).body
  const profiles = [await define(accounts[0]!), await define(accounts[1]!)]
  const world = { dep, accounts, profiles, added: 0 }
  for (const account of [0, 1, 0, 1, 0, 0, 0]) await take(world, { act: 'add', device: 0, account })
  return world
}

test('whatever faults Apple has and whatever happens meanwhile: when they are over, both lists agree', async () => {
  const world = await newWorld()
  const { dep, accounts } = world
  await assert(
    asyncProperty(script, async (steps) => {
      for (const step of steps) await take(world, step)
      await dep.portal('/faults', { reset: true })
      await dep.portal('/rules', { throttle: null })
      for (const id of accounts) await syncSomehow(dep, id, 'delta')
      for (const id of accounts) {
        expect(await reconcile(dep, id)).toMatchObject({ error: null, state: 'done' })
        await takeBlanks(dep, id)
        expect(await musterLists(world, id)).toEqual(appleLists(world, id))
        expect((await dep.app.api('GET', `/dep/accounts/${id}`)).body).toMatchObject({ state: 'ok' })
      }
    }),
    { numRuns: Number(process.env['FAULT_RUNS'] ?? 15), endOnFailure: true },
  )
}, 240_000)
