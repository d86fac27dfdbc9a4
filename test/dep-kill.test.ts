import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { killWorld, type KillWorld } from './support/kill-world.ts'

/** `scripts/dep-kill.ts` wants more kills of each kind, and to hear what they hit. */
const many = process.env['DEP_KILLS']
const killsOf = (few: number) => Number(many ?? few)
const report = (line: string) => void (many && process.stderr.write(`${line}\n`))
const minutes = (n: number) => n * 60_000

/** At random: soon after Apple is asked for something, or, in every other round, after the work has begun. */
async function moment({ apple }: KillWorld, round: number, call: string): Promise<void> {
  if (round % 2 === 1) return sleep(Math.random() * 900)
  const asked = () => apple.calls.get(call) ?? 0
  const before = asked()
  const deadline = Date.now() + 20_000
  while (asked() === before && Date.now() < deadline) await sleep(2)
  return sleep(Math.random() * 250)
}

let made = 0
const newSerials = (count: number) =>
  Array.from({ length: count }, () => `DEPX${String((made += 1)).padStart(8, '0')}`)

const serverOf = ({ apple }: KillWorld) => apple.organization.servers.get('School')!

const appleLists = (world: KillWorld): string[] =>
  [...serverOf(world).devices.values()].map(({ serial, assetTag, profile }) =>
    [serial, assetTag ?? '', profile?.status ?? 'empty', profile?.uuid ?? ''].join(' '),
  )

const musterLists = ({ database, accountId }: KillWorld): Promise<string[]> =>
  database(async (db) => {
    const rows = await db
      .selectFrom('dep_device')
      .select(['serial', 'asset_tag', 'profile_status', 'profile_uuid'])
      .where('account_id', '=', accountId)
      .where('gone_since', 'is', null)
      .execute()
    return rows.map((row) =>
      [row.serial, row.asset_tag ?? '', row.profile_status, row.profile_uuid ?? ''].join(' '),
    )
  })

async function expectAgreement(world: KillWorld): Promise<void> {
  expect((await musterLists(world)).toSorted()).toEqual(appleLists(world).toSorted())
}

/** How often each thing was told of devices, by what was told. */
const told = ({ database }: KillWorld): Promise<Record<string, number>> =>
  database(async (db) => {
    const rows = await db
      .selectFrom('event')
      .select(({ fn }) => ['kind', fn.countAll<number>().as('count')])
      .where('subject_kind', '=', 'dep-device')
      .groupBy('kind')
      .execute()
    return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
  })

test(
  'kill -9 while an account is synced: no device is lost, no event is told twice',
  async () => {
    const world = await killWorld(100)
    const { portal, api, accountId } = world
    const expected = { 'dep-device.added': 0, 'dep-device.changed': 0, 'dep-device.gone': 0 }
    for (let round = 0; round < killsOf(2); round++) {
      const serials = appleLists(world).map((line) => line.split(' ')[0]!)
      const fresh = newSerials(250)
      const [leaving, staying] = [serials.slice(0, 20), serials.slice(20, 220)]
      await portal('/devices', {
        add: fresh.map((serial) => ({ serial, assetTag: 'new' })),
        change: staying.map((serial) => ({ serial, assetTag: `round ${round}` })),
        release: leaving,
      })
      expected['dep-device.added'] += fresh.length
      expected['dep-device.changed'] += staying.length
      expected['dep-device.gone'] += leaving.length

      const mode = round % 3 === 2 ? 'full' : 'delta'
      const sync = () => api('POST', `/dep/accounts/${accountId}/sync`, { mode })
      await world.killDuring(sync, moment(world, round, 'POST /devices/sync'))
      const [last] = (await api('GET', `/dep/accounts/${accountId}/syncs?limit=1`)).items
      report(`sync: ${last.pages} pages, ${last.state} after the restart, begun ${last.begunAt}`)
      await world.sync()
      await expectAgreement(world)
      expect(await told(world)).toEqual(expected)
    }
  },
  minutes(2 + killsOf(2) / 2),
)

/** What a dead server was asking Apple for is free after ten minutes; nobody waits so long here. */
const tenMinutesLater = ({ database }: KillWorld) =>
  database((db) =>
    sql`with locked as materialized (
        select dep_device_id from dep_assignment where state = 'waiting' order by dep_device_id for update)
      update dep_assignment x set next_try_at = next_try_at - interval '11 minutes'
      from locked l where x.dep_device_id = l.dep_device_id`.execute(db),
  )

const wishesFor = ({ database }: KillWorld, profileId: string): Promise<number> =>
  database(async (db) => {
    const { count } = await db
      .selectFrom('dep_assignment')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('profile_id', '=', profileId)
      .executeTakeFirstOrThrow()
    return count
  })

async function untilNothingWaits(world: KillWorld): Promise<void> {
  for (;;) {
    await tenMinutesLater(world)
    await world.api('POST', '/dep/assignments/retry', { filter: { state: 'waiting' } })
    const { total } = await world.api('GET', '/dep/assignments?state=waiting')
    if (total === 0) return
    await sleep(200)
  }
}

/** How many changes Apple made to these devices since. */
function changesOf(world: KillWorld, serials: string[], since: number): number {
  const theirs = new Set(serials)
  const events = serverOf(world).events.slice(since)
  return events.filter(({ device }) => theirs.has(device.serial)).length
}

/** Devices that were never assigned before: Apple throttles those that are assigned again and again, and so does Muster. */
async function newDevices(world: KillWorld, count: number): Promise<string[]> {
  const serials = newSerials(count)
  await world.portal('/devices', { add: serials, server: 'School' })
  await world.sync()
  return serials
}

const define = ({ api, accountId }: KillWorld, round: number) =>
  api('POST', '/dep/profiles', { accountId, profileName: `Pupils ${round}` })

test(
  'kill -9 while a profile is assigned: nothing is forgotten, nothing is asked for twice',
  async () => {
    const world = await killWorld(1000)
    let assigned = 0
    for (let round = 0; round < killsOf(2); round++) {
      const serials = await newDevices(world, 2200)
      const profile = await define(world, round)
      const since = serverOf(world).events.length
      const assign = () => world.api('POST', `/dep/profiles/${profile.id}/assign`, { serials })
      await world.killDuring(assign, moment(world, round, 'POST /profile/devices'))

      const wishes = await wishesFor(world, profile.id)
      report(`assignment: ${wishes} wished for, ${changesOf(world, serials, since)} changed at Apple`)
      expect([0, serials.length]).toContain(wishes)
      await untilNothingWaits(world)
      expect(changesOf(world, serials, since)).toBe(wishes)
      await world.sync()
      await expectAgreement(world)
      assigned += wishes
      expect((await told(world))['dep-device.profile-assigned'] ?? 0).toBe(assigned)
    }
  },
  minutes(2 + killsOf(2) / 2),
)

test(
  'kill -9 while a profile is revised: every device gets the next version, once',
  async () => {
    const world = await killWorld(1000)
    for (let round = 0; round < killsOf(1); round++) {
      const serials = await newDevices(world, 1500)
      const profile = await define(world, round)
      const first = await world.api('POST', `/dep/profiles/${profile.id}/assign`, { serials })
      expect(first).toMatchObject({ succeeded: 1500 })
      const since = serverOf(world).events.length
      const next = { ...profile.fields, department: 'IT' }
      const revise = () => world.api('POST', `/dep/profiles/${profile.id}/revise`, next)
      await world.killDuring(revise, moment(world, round, 'POST /profile/devices'))

      const { items } = await world.api('GET', `/dep/revisions?profile=${profile.id}`)
      const wishes = items.length === 0 ? 0 : serials.length
      report(`revision: ${wishes} wished for, ${changesOf(world, serials, since)} changed at Apple`)
      await untilNothingWaits(world)
      expect(changesOf(world, serials, since)).toBe(wishes)
      await world.sync()
      await expectAgreement(world)
      if (items.length > 0) await untilDone(world, items[0].id)
    }
  },
  minutes(2 + killsOf(1) / 2),
)

async function untilDone({ api }: KillWorld, id: string): Promise<void> {
  for (;;) {
    const revision = await api('GET', `/dep/revisions/${id}`)
    if (revision.state !== 'running')
      return expect(revision).toMatchObject({ state: 'done', confirmed: 1500, failed: 0 })
    await api('POST', `/dep/revisions/${id}/try-now`)
    await sleep(300)
  }
}
