import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { depTest, type DepTest } from './support/dep-test.ts'
import { against, muster, newFolder, type Result } from './support/muster.ts'

const serials = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `DEPC${String(from + n).padStart(6, '0')}`)

/** A server with a connected account beside a simulated Apple, and the command line in front of it. */
async function desk(devices: string[]) {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account('School')
  const folder = newFolder()
  const run = (...args: string[]): Promise<Result> => muster(['dep', ...args], against(dep.app))
  const json = async (...args: string[]) => {
    const { code, out, err } = await run(...args, '--json')
    if (err) throw new Error(err)
    return { code, body: JSON.parse(out) }
  }
  const file = (name: string, content: unknown) => {
    const full = path.join(folder, name)
    writeFileSync(full, typeof content === 'string' ? content : JSON.stringify(content))
    return full
  }
  return { dep, id, folder, run, json, file }
}

const statuses = ({ apple }: DepTest, wanted: string[]) =>
  wanted.map((serial) => apple.apple.organization.devices.get(serial)?.profile?.status ?? 'empty')

test('every command explains itself, and a call that cannot be meant ends with 2', async () => {
  const help = await muster(['dep', '--help'])
  const names =
    'accounts account-create token expiring sync reconcile devices disown profiles profile-define assign remove rules'
  for (const name of names.split(' ')) expect(help.out).toMatch(new RegExp(`^  ${name}`, 'm'))
  const env = { MUSTER_URL: 'http://127.0.0.1:1', MUSTER_TOKEN: 'mst_none' }
  const wrong = [
    ['sync'],
    ['devices', '--limit', 'all'],
    ['devices', '--profile-status', 'odd'],
    ['assign', 'F'.repeat(32)],
    ['assign', 'F'.repeat(32), '--serials-file', '/nowhere'],
    ['disown'],
  ]
  const codes = await Promise.all(wrong.map(async (args) => (await muster(['dep', ...args], { env })).code))
  expect(codes).toEqual(wrong.map(() => 2))
})

test('an account from its certificate to its sync and its reconciliation', async () => {
  const { dep, run, json, folder } = await desk(serials(0, 3))
  const certificate = path.join(folder, 'second.pem')
  expect((await run('account-create', 'Second', '--certificate', certificate)).out).toContain('Upload')
  const p7m = path.join(folder, 'token.p7m')
  writeFileSync(
    p7m,
    await dep.portal('/servers', { certificate: readFileSync(certificate, 'utf8'), name: 'Second' }),
  )
  expect((await run('token', 'Second', p7m)).out).toContain('validated, decrypted and saved')
  await dep.portal('/devices', { add: serials(10, 2), server: 'Second' })

  const accounts = await run('accounts')
  expect(accounts.out).toMatch(/^School +ok +3 /m)
  const { body: second } = await json('accounts')
  await dep.lastSync(second.find(({ name }: { name: string }) => name === 'Second').id)
  expect((await run('sync', 'Second', '--full', '--wait')).out).toMatch(/2 received|0 received/)
  expect((await json('sync', 'Second', '--wait')).body).toMatchObject({ state: 'done', mode: 'delta' })
  expect((await json('sync', 'School')).body.id).toMatch(/^[\da-f-]{36}$/)
  expect(await run('reconcile', 'Second', '--wait')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Apple lists 2 devices: 0 differences mended.'),
  })
  expect(await run('sync', 'Nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no DEP account named'),
  })

  const expiring = await json('expiring')
  expect(expiring.body.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['School', 'Second']),
  )
  await dep.portal('/faults', { termsNotSigned: true })
  expect(await run('sync', 'Second', '--wait')).toMatchObject({
    code: 1,
    err: expect.stringContaining('terms'),
  })
  expect((await run('accounts')).out).toContain('Second: Apple has new terms')
}, 150_000)

test('a profile from its file to the devices, which are listed by filters', async () => {
  const { dep, run, json, file } = await desk(serials(0, 4))
  const [one, two, three, four] = serials(0, 4)
  const apple = file('apple.json', {
    profile_name: 'Pupils',
    url: 'https://mdm.example.com/enroll',
    is_supervised: true,
    is_mdm_removable: false,
    skip_setup_items: ['Siri'],
    odd: 1,
  })
  const planned = await run('profile-define', 'School', apple, '--plan')
  expect(planned.out).toContain('Left out, as Apple has no such field: odd')
  expect(planned.out).toContain('"skip_setup_items"')
  const { body: profile } = await json('profile-define', 'School', apple)
  expect(profile).toMatchObject({ fields: { profileName: 'Pupils', skipSetupItems: ['Siri'] } })
  const ours = file('ours.json', { profileName: 'Teachers' })
  expect((await run('profile-define', 'School', ours)).out).toMatch(/Defined: Teachers, UUID [0-9A-F]{32}/)
  expect((await run('profiles', '--account', 'School')).out).toMatch(/Teachers +1 +School/)
  expect(
    await run('profile-define', 'School', file('bad.json', { profile_name: 'x', url: 7 })),
  ).toMatchObject({ code: 1 })

  const list = file('serials.txt', `${two}\r\n\n${three}\n`)
  expect(await run('assign', 'Pupils', '--serial', one!, '--serials-file', list, '--plan')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Apple is asked for 3, in 1 calls'),
  })
  expect(statuses(dep, serials(0, 3))).toEqual(['empty', 'empty', 'empty'])
  const assigned = await run('assign', 'Pupils', '--serial', one!, '--serials-file', list)
  expect(assigned).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^${two} +SUCCESS`, 'm')) })
  expect((await run('devices', '--unassigned')).out).toMatch(new RegExp(`${four}(?![^]*DEPC)`))
  const { body: rest } = await json('assign', profile.uuid, '--account', 'School', '--unassigned')
  expect(rest).toMatchObject({ succeeded: 1 })
  expect(await run('assign', 'Pupils', 'DEPC999999')).toMatchObject({
    code: 1,
    out: expect.stringContaining('NOT_ACCESSIBLE'),
  })

  const removed = await run('remove', '--serial', one!, two!)
  expect(removed).toMatchObject({ code: 0, out: expect.stringContaining('no profile: Apple is asked for 2') })
  expect(statuses(dep, serials(0, 4))).toEqual(['removed', 'removed', 'assigned', 'assigned'])
  const { body: devices } = await json(
    'devices',
    '--has-profile',
    profile.uuid,
    '--profile-status',
    'assigned',
  )
  expect(devices.map(({ serial }: { serial: string }) => serial)).toEqual([three, four])
  const short = await run('devices', '--limit', '3')
  expect(short.out).toContain('1 more; --limit 4 shows all.')
}, 150_000)

test('more than fifty devices need a word, thousands are followed to the end', async () => {
  const { dep, run, json } = await desk(serials(0, 3100))
  await dep.app.api('POST', '/dep/profiles', {
    accountId: (await dep.app.api('GET', '/dep/accounts')).body.items[0].id,
    profileName: 'Pupils',
  })
  const before = await run('assign', 'Pupils', '--account', 'School')
  expect(before).toMatchObject({ code: 1, err: expect.stringContaining('--yes') })
  expect(before.out).toContain('3100 devices, "Pupils" (School): Apple is asked for 3100, in 4 calls')
  expect(await run('assign', 'Pupils', '--account', 'School', '--yes')).toMatchObject({
    code: 0,
    out: expect.stringContaining('3100 of 3100 done'),
  })
  expect((await json('remove', '--account', 'School', '--plan')).body).toMatchObject({
    asked: { count: 3100 },
  })
})

test('rules are shown, tried, replaced by a file and applied', async () => {
  const { dep, id, run, json, file } = await desk(serials(0, 2))
  const { body: profile } = await dep.app.api('POST', '/dep/profiles', {
    accountId: id,
    profileName: 'Pupils',
  })
  const { body: before } = await json('rules', 'School')
  const rule = {
    name: 'Phones',
    conditions: [{ field: 'family', operator: 'is', values: ['iPhone'] }],
    profileId: profile.id,
  }
  const rules = file('rules.json', { ...before, rules: [rule], fallback: 'none' })
  const tried = await run('rules', 'School', '--file', rules, '--plan')
  expect(tried.out).toMatch(/Phones +2 +2/)
  expect((await json('rules', 'School')).body.rules).toEqual([])
  const applied = await run('rules', 'School', '--file', rules, '--apply')
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('2 of 2 done') })
  expect(statuses(dep, serials(0, 2))).toEqual(['assigned', 'assigned'])
  expect((await run('rules', 'School')).out).toMatch(/1 +Phones +family is iPhone +Pupils \(version 1\)/)
  const again = file('again.json', (await json('rules', 'School')).body)
  expect((await json('rules', 'School', '--file', again)).body.rules).toMatchObject([{ name: 'Phones' }])
})

test('disowning wants the number of devices', async () => {
  const { dep, run, file } = await desk(serials(0, 3))
  const list = file('list.json', serials(0, 2))
  const refused = await run('disown', '--serials-file', list, '--confirm', '3')
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--confirm 2') })
  expect(dep.apple.apple.organization.devices.size).toBe(3)
  expect(await run('disown', '--serials-file', list, '--confirm', '2')).toMatchObject({
    code: 0,
    out: expect.stringContaining('SUCCESS'),
  })
  expect([...dep.apple.apple.organization.devices.keys()]).toEqual(serials(2, 1))
})
