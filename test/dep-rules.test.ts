import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type {
  AssignmentRules,
  AssignmentRulesPreview,
  DepAssignmentRun,
} from '../src/contract/dep-assignment.ts'
import type { DepAccount, DepDevice, DepProfile, DepResults } from '../src/contract/dep.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

const tablets = ['DEPR000000T1', 'DEPR000000T2'].map((serial) => ({ serial, model: 'iPad' as const }))
const macs = ['DEPR000000M1', 'DEPR000000M2'].map((serial) => ({ serial, model: 'Mac' as const }))
const phones = ['DEPR000000P1'].map((serial) => ({ serial, model: 'iPhone' as const }))

async function define(dep: DepTest, account: DepAccount, profileName: string): Promise<DepProfile> {
  const { status, body } = await dep.app.api('POST', '/dep/profiles', { accountId: account.id, profileName })
  expect(status).toBe(201)
  return body
}

const rule = (
  name: string,
  profileId: string | null,
  field: string,
  operator: string,
  ...values: string[]
) => ({
  name,
  profileId,
  conditions: [{ field, operator, values }],
})

const path = ({ id }: DepAccount, more = '') => `/dep/accounts/${id}/assignment-rules${more}`

const deviceOf = async ({ app }: DepTest, serial: string): Promise<DepDevice> =>
  (await app.api('GET', `/dep/devices/${serial}`)).body

async function assigned(dep: DepTest, serial: string): Promise<DepDevice> {
  for (;;) {
    const device = await deviceOf(dep, serial)
    if (device.profileStatus === 'assigned') return device
    await pause(50)
  }
}

async function finished({ app }: DepTest, id: string): Promise<DepAssignmentRun> {
  for (;;) {
    const { body } = await app.api<DepAssignmentRun>('GET', `/dep/assignment-runs/${id}`)
    if (body.state === 'done') return body
    await pause(100)
  }
}

/** An account without devices yet, with three profiles. */
async function world() {
  const dep = await depTest({ apple: { devices: 0 } })
  const account = await dep.account('School')
  const profiles = {
    tablets: await define(dep, account, 'Tablets'),
    macs: await define(dep, account, 'Macs'),
    others: await define(dep, account, 'Others'),
  }
  const arrive = async (...devices: object[]) => {
    await dep.portal('/devices', { add: devices, server: account.id })
    await dep.sync(account.id)
  }
  return { dep, account, profiles, arrive }
}

test('new devices get what the first rule that fits says; the rule is named on the assignment and in the timeline', async () => {
  const { dep, account, profiles, arrive } = await world()
  const { status, body } = await dep.app.api<AssignmentRules>('PUT', path(account), {
    rules: [
      rule('Loan tablets', profiles.tablets.id, 'family', 'is', 'ipad'),
      rule('All that is not a phone', profiles.macs.id, 'family', 'is-not', 'iPhone'),
    ],
    fallback: 'default-profile',
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    rules: [
      { name: 'Loan tablets', profile: { name: 'Tablets', version: 1 } },
      { name: 'All that is not a phone', profile: { name: 'Macs' } },
    ],
    defaultProfile: null,
  })
  await dep.app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profiles.others.id })
  await arrive(...tablets, ...macs, ...phones)
  expect(await assigned(dep, tablets[0]!.serial)).toMatchObject({
    profileName: 'Tablets',
    assignment: { rule: 'Loan tablets' },
  })
  expect(await assigned(dep, macs[0]!.serial)).toMatchObject({ profileName: 'Macs' })
  expect(await assigned(dep, phones[0]!.serial)).toMatchObject({
    profileName: 'Others',
    assignment: { rule: null },
  })
  expect(dep.apple.apple.calls.get('POST /profile/devices')).toBe(3)
  const events = await dep.app.platform.db
    .selectFrom('event')
    .select('summary')
    .where('kind', '=', 'dep-device.profile-assigned')
    .execute()
  expect(events.map(({ summary }) => summary)).toContain(
    'Profile “Tablets” was assigned at Apple by the rule “Loan tablets”.',
  )
})

test('without a fallback, or by a rule that says so, a device gets no profile', async () => {
  const { dep, account, profiles, arrive } = await world()
  await dep.app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profiles.others.id })
  await dep.app.api('PUT', path(account), {
    rules: [
      rule('Not the first', null, 'serial', 'starts-with', 'depr000000t1'),
      rule('Tablets', profiles.tablets.id, 'family', 'is', 'iPad'),
    ],
    fallback: 'none',
  })
  await arrive(...tablets, ...macs)
  await assigned(dep, tablets[1]!.serial)
  expect((await deviceOf(dep, tablets[0]!.serial)).profileStatus).toBe('empty')
  expect((await deviceOf(dep, macs[0]!.serial)).profileStatus).toBe('empty')
})

test('a profile that Apple took away comes back: by rule where a rule gave it, else the one that a person chose', async () => {
  const { dep, account, profiles, arrive } = await world()
  await dep.app.api('PUT', path(account), {
    rules: [rule('Tablets', profiles.tablets.id, 'family', 'is', 'iPad')],
    fallback: 'none',
  })
  await arrive(...tablets, ...macs)
  await assigned(dep, tablets[0]!.serial)
  await assigned(dep, tablets[1]!.serial)
  const byHand = [macs[0]!.serial, tablets[1]!.serial]
  await dep.app.api<DepResults>('POST', `/dep/profiles/${profiles.others.id}/assign`, { serials: byHand })
  await dep.app.api('POST', '/dep/profiles/remove', { serials: [macs[1]!.serial] })
  // Assigning a device to the server where it is takes the profile from it (field notes, thread of FL#39871).
  const all = [...tablets, ...macs].map(({ serial }) => serial)
  await dep.portal('/devices', { assign: all, server: account.id })
  await dep.sync(account.id)
  expect((await assigned(dep, tablets[0]!.serial)).profileName).toBe('Tablets')
  expect((await assigned(dep, macs[0]!.serial)).profileName).toBe('Others')
  expect((await assigned(dep, tablets[1]!.serial)).profileName).toBe('Others')
  expect((await deviceOf(dep, macs[1]!.serial)).profileStatus).not.toBe('assigned')
})

test('counts what rules would do before they are saved, and applies them to devices that are there', async () => {
  const { dep, account, profiles, arrive } = await world()
  await arrive(...tablets, ...macs, ...phones)
  await dep.app.api('POST', `/dep/profiles/${profiles.others.id}/assign`, { serials: [tablets[0]!.serial] })
  await dep.app.api('POST', '/dep/profiles/remove', { serials: [phones[0]!.serial] })
  const list = {
    rules: [
      rule('Tablets', profiles.tablets.id, 'family', 'is', 'iPad'),
      rule('Nobody', profiles.macs.id, 'assetTag', 'contains', 'no such tag'),
    ],
    fallback: 'default-profile',
  }
  await dep.app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profiles.others.id })
  const { status, body } = await dep.app.api<AssignmentRulesPreview>('POST', path(account, '/preview'), list)
  expect([status, body]).toEqual([
    200,
    {
      devices: 5,
      changes: 3,
      pushed: 0,
      throttled: 0,
      byHand: 1,
      removedByHand: 1,
      calls: 2,
      rules: [
        {
          matches: 2,
          changes: 1,
          examples: [
            expect.objectContaining({ serial: tablets[0]!.serial, profile: 'Others', changes: false }),
            expect.objectContaining({ serial: tablets[1]!.serial, profile: null, changes: true }),
          ],
        },
        { matches: 0, changes: 0, examples: [] },
      ],
      fallback: {
        matches: 3,
        changes: 2,
        examples: [expect.anything(), expect.anything(), expect.anything()],
      },
    },
  ])
  await dep.app.api('PUT', path(account), list)
  const run = await dep.app.api<DepAssignmentRun>('POST', path(account, '/apply'))
  expect(run).toMatchObject({ status: 202, body: { kind: 'rules', matched: 5, total: 3 } })
  expect(await finished(dep, run.body.id)).toMatchObject({ done: 3, failed: 0 })
  expect((await deviceOf(dep, tablets[1]!.serial)).profileName).toBe('Tablets')
  expect((await deviceOf(dep, tablets[0]!.serial)).profileName).toBe('Others')
  const all = await dep.app.api<DepAssignmentRun>('POST', path(account, '/apply'), { keepByHand: false })
  expect(await finished(dep, all.body.id)).toMatchObject({ total: 1, done: 1 })
  expect((await deviceOf(dep, tablets[0]!.serial)).profileName).toBe('Tablets')
  expect((await deviceOf(dep, phones[0]!.serial)).profileStatus).toBe('empty')
})

test('the list is replaced as a whole, by one at a time, with profiles of the account', async () => {
  const { dep, account, profiles } = await world()
  const other = await dep.account('Other')
  const foreign = await define(dep, other, 'Foreign')
  const read = await dep.app.api('GET', path(account))
  expect(read.body).toEqual({ rules: [], fallback: 'default-profile', defaultProfile: null })
  const put = (rules: object[], etag = read.headers.get('etag')!) =>
    dep.app.api('PUT', path(account), { rules, fallback: 'none' }, { headers: { 'if-match': etag } })
  const wrong = await put([
    rule('A', profiles.macs.id, 'os', 'is', 'OSX'),
    rule('B', foreign.id, 'os', 'is', 'iOS'),
  ])
  expect([wrong.status, wrong.body.errors]).toMatchObject([400, [{ pointer: '/rules/1/profileId' }]])
  const twice = await put([rule('A', null, 'os', 'is', 'OSX'), rule('a', null, 'os', 'is', 'iOS')])
  expect(twice).toMatchObject({ status: 400, body: { errors: [{ pointer: '/rules/1/name' }] } })
  expect((await put([rule('A', profiles.macs.id, 'os', 'is', 'OSX')])).status).toBe(200)
  expect(await put([])).toMatchObject({ status: 412, body: { code: 'resource.changed' } })
  const { status, body } = await dep.app.api('DELETE', `/dep/profiles/${profiles.macs.id}`)
  expect([status, body.code]).toEqual([409, 'dep-profile.in-use'])
  expect(body.detail).toContain('“A”')
})

test('rules look at tags of the record that an import made', async () => {
  const { dep, account, profiles, arrive } = await world()
  await dep.app.api('POST', '/tags', { name: 'Grade 5' })
  const record = { identifier: 'tab-1', platform: 'ipados', serial: tablets[0]!.serial, depMethod: 'Serial' }
  const made = await dep.app.api('POST', '/devices', { ...record, tags: ['Grade 5'] })
  expect(made.status).toBe(201)
  await dep.app.api('PUT', path(account), {
    rules: [rule('Fifth', profiles.tablets.id, 'tag', 'is', 'grade 5')],
    fallback: 'none',
  })
  await arrive(...tablets)
  await assigned(dep, tablets[0]!.serial)
  expect((await deviceOf(dep, tablets[1]!.serial)).profileStatus).toBe('empty')
})

test('a rule goes on with the next version of its profile', async () => {
  const { dep, account, profiles, arrive } = await world()
  await dep.app.api('PUT', path(account), {
    rules: [rule('Tablets', profiles.tablets.id, 'family', 'is', 'iPad')],
    fallback: 'none',
  })
  const revised = await dep.app.api('POST', `/dep/profiles/${profiles.tablets.id}/revise`, {
    ...profiles.tablets.fields,
    department: 'IT',
  })
  expect(revised.status).toBeLessThan(300)
  await arrive(tablets[0]!)
  const device = await assigned(dep, tablets[0]!.serial)
  const { body: latest } = await dep.app.api('GET', `/dep/profiles/${device.profileUuid}`)
  expect([latest.version, device.assignment!.rule]).toEqual([2, 'Tablets'])
  const { body } = await dep.app.api<AssignmentRules>('GET', path(account))
  expect(body.rules[0]!.profile).toMatchObject({ version: 2 })
})
