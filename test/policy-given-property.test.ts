import * as fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { Platform } from '../src/contract/device.ts'
import { policyKinds } from '../src/contract/policy-content.ts'
import { findDevice } from '../src/devices/device-store.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { listGiven } from '../src/policies/device-kit.ts'
import { countDevices, givenPairs } from '../src/policies/given.ts'
import { givenPolicies, type AssignedPolicy } from '../src/policies/policy.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const names = ['A', 'B', 'C']
const some = fc.subarray(names)
const policy = fc.record({
  kind: fc.constantFrom(...policyKinds),
  platforms: fc.subarray([...Platform.options], { maxLength: 3 }),
  priority: fc.integer({ min: 0, max: 3 }),
  groups: some,
  templates: some,
})
const device = fc.record({
  platform: fc.constantFrom(...Platform.options),
  groups: some,
  template: fc.option(fc.constantFrom(...names)),
  isWithdrawn: fc.boolean(),
})
const world = fc.record({
  templateGroups: fc.tuple(some, some, some),
  policies: fc.array(policy, { maxLength: 6 }),
  devices: fc.array(device, { minLength: 1, maxLength: 6 }),
})

test('the database gives each device what the rules give it', async () => {
  const app = await testApp()
  for (const name of names) {
    await app.api('POST', '/groups', { name })
    await app.api('POST', '/templates', { name })
  }
  await fc.assert(
    fc.asyncProperty(world, async ({ templateGroups, policies: drawn, devices }) => {
      const policies = await store(app, { templateGroups, drawn })
      const ids = await Promise.all(devices.map((each, n) => addDevice(app, each, n)))
      const expected = devices.map((each) => {
        const kit = each.template === null ? [] : templateGroups[names.indexOf(each.template)]!
        return givenPolicies({ ...each, templateGroups: kit }, policies)
      })
      for (const [n, id] of ids.entries()) {
        const record = await findDevice(app.platform.db, { by: 'id', value: id }, new Date())
        const found = await listGiven(app.platform.db, record!.device)
        expect(found.map(({ policy: p, because, applies }) => [p.id, because, applies])).toEqual(
          expected[n]!.map(({ policy: p, because, applies }) => [p.id, because, applies]),
        )
      }
      const pairs = expected.flatMap((given, n) =>
        devices[n]!.isWithdrawn
          ? []
          : given.filter(({ applies }) => applies).map(({ policy: p }) => `${ids[n]} ${p.id}`),
      )
      const { rows } = await sql<{ device_id: string; policy_id: string }>`${givenPairs(sql`true`)}`.execute(
        app.platform.db,
      )
      expect(rows.map((row) => `${row.device_id} ${row.policy_id}`).toSorted()).toEqual(pairs.toSorted())
      const counts = await countDevices(
        app.platform.db,
        policies.map(({ id }) => id),
      )
      for (const { id } of policies)
        expect(counts.get(id)?.given).toBe(pairs.filter((pair) => pair.endsWith(` ${id}`)).length)
    }),
    { numRuns: 60 },
  )
})

type Drawn = {
  templateGroups: string[][]
  drawn: Omit<AssignedPolicy, 'id' | 'name' | 'version' | 'identifier' | 'supervised'>[]
}

async function store(app: TestApp, { templateGroups, drawn }: Drawn): Promise<AssignedPolicy[]> {
  const { db } = app.platform
  await sql`truncate device, policy, template_group cascade`.execute(db)
  const policies = drawn.map((each, n) => ({
    ...each,
    id: uuidv7(),
    name: `P${n}`,
    version: 1,
    identifier: `p${n}`,
    supervised: false,
  }))
  for (const { id, name, kind, platforms, priority, identifier, groups, templates } of policies) {
    await sql`insert into policy (id, name, kind, platforms, priority, identifier, content, content_sealed, supervised)
      values (${id}, ${name}, ${kind}, ${[...platforms]}, ${priority}, ${identifier}, '{}', '', false)`.execute(
      db,
    )
    await sql`insert into policy_group select ${id}, id from device_group where name = any(${[...groups]})`.execute(
      db,
    )
    await sql`insert into policy_template select ${id}, id from template where name = any(${[...templates]})`.execute(
      db,
    )
  }
  for (const [n, groups] of templateGroups.entries())
    await sql`insert into template_group select t.id, g.id from template t, device_group g
      where t.name = ${names[n]} and g.name = any(${groups})`.execute(db)
  return policies
}

type Kit = { platform: string; groups: string[]; template: string | null; isWithdrawn: boolean }

async function addDevice(
  app: TestApp,
  { platform, groups, template, isWithdrawn }: Kit,
  n: number,
): Promise<string> {
  const { db } = app.platform
  const id = uuidv7()
  await sql`insert into device (id, identifier, platform, source, status, template_id)
    values (${id}, ${`D${n}`}, ${platform}, 'manual', ${isWithdrawn ? 'withdrawn' : 'enrolling'},
      (select id from template where name = ${template}))`.execute(db)
  await sql`insert into device_group_member select ${id}, id from device_group where name = any(${groups})`.execute(
    db,
  )
  return id
}
