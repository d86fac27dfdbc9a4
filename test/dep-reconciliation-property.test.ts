import { array, assert, asyncProperty, boolean, constantFrom, nat, record, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { DepDevice, DepProfile } from '../src/contract/dep.ts'
import type { Device } from '../src/simulator/apple/organization.ts'
import { depTest, type DepTest } from './support/dep-test.ts'
import { differencesOf, linesOf, reconcile, silently } from './support/reconcile.ts'

/** Two accounts of one organization, each with two profiles, and what may happen to a device. */
type World = { dep: DepTest; accounts: string[]; profiles: DepProfile[][]; added: number }

type Step = { act: Act; device: number; account: number; profile: number; isDropped: boolean }

const acts = [
  'add',
  'assign',
  'unassign',
  'release',
  'tag',
  'untag',
  'give',
  'take',
  'activate',
  'assign-here',
  'remove-here',
  'sync',
] as const
type Act = (typeof acts)[number]

const steps: Arbitrary<Step[]> = array(
  record({
    act: constantFrom(...acts),
    device: nat(20),
    account: nat(1),
    profile: nat(1),
    isDropped: boolean(),
  }),
  { minLength: 1, maxLength: 12 },
)

const organizationOf = ({ dep }: World) => dep.apple.apple.organization

async function takeStep(world: World, step: Step): Promise<void> {
  const { dep, accounts } = world
  const accountId = accounts[step.account]!
  if (step.act === 'sync') return void (await dep.sync(accountId))
  if (step.act === 'add') {
    const serial = `DEPQ${String((world.added += 1)).padStart(8, '0')}`
    return told(world, step, () =>
      dep.portal('/devices', { add: [{ serial, assetTag: 'new' }], server: accountId }),
    )
  }
  const devices = [...organizationOf(world).devices.values()]
  const device = devices[step.device % Math.max(devices.length, 1)]
  if (!device) return
  if (step.act === 'assign-here' || step.act === 'remove-here') return changeHere(world, step, device)
  return told(world, step, () => changeAtApple(world, step, device))
}

const told = async ({ dep }: World, { isDropped }: Step, change: () => unknown): Promise<void> =>
  isDropped ? silently(dep, change) : void (await change())

async function changeHere({ dep, accounts, profiles }: World, step: Step, device: Device): Promise<void> {
  const { serial, server } = device
  const profile = profiles[accounts.indexOf(server ?? '')]?.[step.profile]
  if (step.act === 'remove-here') await dep.app.api('POST', '/dep/profiles/remove', { serials: [serial] })
  else if (profile) await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [serial] })
}

async function changeAtApple(world: World, { act, account, profile }: Step, device: Device): Promise<void> {
  const { dep, accounts, profiles } = world
  const { serial, server } = device
  if (act === 'assign') await dep.portal('/devices', { assign: [serial], server: accounts[account] })
  if (act === 'unassign' && server) await dep.portal('/devices', { unassign: [serial] })
  if (act === 'release') await dep.portal('/devices', { release: [serial] })
  if (act === 'tag') await dep.portal('/devices', { change: [{ serial, assetTag: `tag ${profile}` }] })
  if (act === 'untag') await dep.portal('/devices', { change: [{ serial, assetTag: null }] })
  if (!server) return
  const { uuid } = profiles[accounts.indexOf(server)]![profile]!
  const at = Date.now()
  if (act === 'give') change(world, device, { uuid, status: 'assigned', assignedAt: at })
  if (act === 'take' && device.profile) change(world, device, { ...device.profile, status: 'removed' })
  if (act === 'activate' && device.profile?.status === 'assigned')
    change(world, device, { ...device.profile, status: 'pushed', pushedAt: at })
}

/** As another program with the same token changes it. */
function change(world: World, device: Device, profile: NonNullable<Device['profile']>): void {
  const { devices, servers } = organizationOf(world)
  const changed = { ...device, profile }
  const server = servers.get(device.server!)!
  devices.set(device.serial, changed)
  server.devices.set(device.serial, changed)
  server.events.push({ type: 'modified', at: Date.now(), device: changed })
}

const appleLists = (world: World, accountId: string) =>
  [...organizationOf(world).servers.get(accountId)!.devices.values()]
    .map(({ serial, description, assetTag, profile }) => ({
      serial,
      description,
      assetTag: assetTag ?? null,
      profileStatus: profile?.status ?? 'empty',
      profileUuid: profile?.uuid ?? null,
    }))
    .toSorted((a, b) => (a.serial < b.serial ? -1 : 1))

async function musterLists({ dep: { app } }: World, accountId: string) {
  const { body } = await app.api('GET', `/dep/devices?limit=500&account=${accountId}`)
  return body.items.map(({ serial, description, assetTag, profileStatus, profileUuid }: DepDevice) => ({
    serial,
    description,
    assetTag,
    profileStatus,
    profileUuid,
  }))
}

/** What is left for people: everything as Apple has it, but for the profiles that we want. */
async function decideAll({ dep }: World, accountId: string): Promise<void> {
  const choices = {
    'facts-blank': 'take-apple',
    'other-profile': 'assign-ours',
    'profile-unwanted': 'remove-again',
  }
  for (const [kind, decision] of Object.entries(choices)) {
    const address = `/dep/accounts/${accountId}/reconciliation/differences/decide`
    const { status, body } = await dep.app.api('POST', address, { kind, decision })
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
}

async function newWorld(): Promise<World> {
  const dep = await depTest()
  const accounts = [await dep.account('First'), await dep.account('Second')].map(({ id }) => id)
  const define = async (accountId: string, profileName: string): Promise<DepProfile> =>
    (await dep.app.api('POST', '/dep/profiles', { accountId, profileName })).body
  const profiles = []
  for (const id of accounts) profiles.push([await define(id, 'Pupils'), await define(id, 'Teachers')])
  return { dep, accounts, profiles, added: 0 }
}

test('whatever happens at Apple, and whichever events it drops: after reconciliation both lists agree', async () => {
  const world = await newWorld()
  const { dep, accounts } = world
  await assert(
    asyncProperty(steps, async (list) => {
      for (const step of list) await takeStep(world, step)
      for (const id of accounts) {
        expect(await reconcile(dep, id)).toMatchObject({ state: 'done' })
        await decideAll(world, id)
      }
      await dep.runDue()
      for (const id of accounts) {
        expect(await musterLists(world, id)).toEqual(appleLists(world, id))
        const again = await reconcile(dep, id)
        expect([again.mended, again.open, linesOf(await differencesOf(dep, id, '&state=open'))]).toEqual([
          0,
          0,
          [],
        ])
      }
    }),
    { numRuns: 12, endOnFailure: true },
  )
}, 240_000)
