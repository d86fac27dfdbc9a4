import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { against, muster, newFolder } from './support/muster.ts'
import { testApp, type TestApp } from './support/test-app.ts'

/** A folder with files, and the command line in front of a server. */
async function desk(files: Record<string, string | Uint8Array>) {
  const app = await testApp()
  const folder = newFolder()
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
  const inFolder = (name: string) => path.join(folder, name)
  return { app, inFolder, run: (...args: string[]) => muster(args, against(app)) }
}

const total = async (app: TestApp, things: string) => (await app.api('GET', `/${things}`)).body.total

test('a call that cannot be meant ends with 2', async () => {
  const { run, inFolder } = await desk({ 'a.csv': 'Identifier,OS\na1,ios\n' })
  const file = inFolder('a.csv')
  const wrong = [
    ['--plan', '--apply'],
    ['--map', 'no equals sign'],
    ['--map', '=serial'],
    ['--mail', 'some'],
    ['--on-reject', 'shrug'],
    ['--confirm-clears', 'all'],
  ]
  const codes = await Promise.all(wrong.map(async (options) => (await run('import', file, ...options)).code))
  expect(codes).toEqual(wrong.map(() => 2))
})

test('maps columns by name and by position, plans, then applies', async () => {
  const { app, run, inFolder } = await desk({
    'list.csv': 'Naam;Systeem;Nummer;Rest\na1;ios;c02xk1zljgh5;old\n',
  })
  const how = [
    '--format',
    'bizmobile',
    '--delimiter',
    ';',
    '--map',
    'Naam=identifier',
    '--map',
    'Systeem=platform',
  ]
  const map = ['--map', '#3=serial', '--map', 'Rest=']
  const planned = await run('import', inFolder('list.csv'), '--plan', '--json', ...how, ...map)
  expect(JSON.parse(planned.out)).toMatchObject({
    state: 'planned',
    counts: { rows: 1, create: 1 },
    mapping: [{ field: 'identifier' }, { field: 'platform' }, { field: 'serial' }, { field: null }],
  })
  expect([planned.code, await total(app, 'devices')]).toEqual([0, 0])

  const applied = await run('import', inFolder('list.csv'), '--apply', ...how, ...map)
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('1 created, 0 updated, 0 rejected') })
  expect((await app.api('GET', '/devices/identifier:a1')).body.serial).toBe('C02XK1ZLJGH5')

  const wrong = await run('import', inFolder('list.csv'), ...how, '--map', 'Nummer=nothing')
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('There is no field nothing') })
})

test('writes the rejected rows to a file that imports once it is corrected', async () => {
  const { app, run, inFolder } = await desk({ 'a.csv': 'Identifier,OS\na1,ios\n007,symbian\n' })
  const rejects = inFolder('rejects.csv')
  const first = await run('import', inFolder('a.csv'), '--on-reject', 'skip', '--rejects', rejects)
  expect(first.code).toBe(1)
  expect(readFileSync(rejects, 'utf8')).toContain('"=""007""",symbian,')
  expect(statSync(rejects).mode & 0o077).toBe(0)

  writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('symbian', 'ios'))
  const again = inFolder('again.csv')
  expect((await run('import', rejects, '--rejects', again)).code).toBe(0)
  expect(existsSync(again)).toBe(false)
  expect(await total(app, 'devices')).toBe(2)
  const nowhere = await run('import', inFolder('a.csv'), '--plan', '--rejects', '/nowhere/at/all.csv')
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('cannot be written') })
})

test('names the encodings that a file may have, and how it reads in each', async () => {
  const csv = Buffer.from('Identifier,OS,DisplayName\na1,ios,\xc4\xd6\xdc\n', 'latin1')
  const { app, run, inFolder } = await desk({ 'a.csv': csv })
  const asked = await run('import', inFolder('a.csv'))
  expect(asked.code).toBe(1)
  expect(asked.err).toMatch(/--encoding windows-1252 +.*ÄÖÜ/)
  expect(asked.err).toMatch(/--encoding shift_jis +.*ﾄﾖﾜ/)
  expect((await run('import', inFolder('a.csv'), '--encoding', 'windows-1252')).code).toBe(0)
  expect((await app.api('GET', '/devices/identifier:a1')).body.displayName).toBe('ÄÖÜ')
})

test('many clears want their number', async () => {
  const { app, run, inFolder } = await desk({ 'a.csv': 'Identifier,OS,DisplayName\na1,ios,\n' })
  await app.api('PUT', '/settings/enrollment', { clearsToConfirm: 1 })
  await app.api('POST', '/devices', { identifier: 'a1', platform: 'ios', displayName: 'Trolley' })
  const asked = await run('import', inFolder('a.csv'))
  expect(asked).toMatchObject({ code: 1, out: expect.stringContaining('--confirm-clears 1') })
  expect((await app.api('GET', '/devices/identifier:a1')).body.displayName).toBe('Trolley')
  expect((await run('import', inFolder('a.csv'), '--confirm-clears', '1')).code).toBe(0)
  expect((await app.api('GET', '/devices/identifier:a1')).body.displayName).toBeNull()
})

test('imports people alone, and leaves those who exist as they are', async () => {
  const csv = 'UserName,Name,Identifier,OS\nana,Ana M,a1,ios\nben,Ben,a2,ios\n'
  const { app, run, inFolder } = await desk({ 'a.csv': csv })
  await app.api('POST', '/users', { userName: 'ana', name: 'Ana' })
  const done = await run(
    'import',
    inFolder('a.csv'),
    '--users-only',
    '--existing-users',
    'skip',
    '--mail',
    'none',
  )
  expect(done.code).toBe(0)
  expect([await total(app, 'devices'), await total(app, 'users')]).toEqual([0, 2])
  expect((await app.api('GET', '/users/name:ana')).body.name).toBe('Ana')
})

test('lists imports, and takes one back', async () => {
  const { app, run, inFolder } = await desk({ 'a.csv': 'Identifier,OS\na1,ios\n' })
  await run('import', inFolder('a.csv'))
  expect((await run('imports')).out).toMatch(/a\.csv +bizmobile +applied/)
  const [{ id }] = JSON.parse((await run('imports', '--json')).out)

  const planned = await run('import-undo', id, '--plan')
  expect([planned.code, planned.out, await total(app, 'devices')]).toEqual([
    0,
    expect.stringMatching(/remove 1/),
    1,
  ])
  const undone = await run('import-undo', id)
  expect([undone.code, undone.out, await total(app, 'devices')]).toEqual([
    0,
    expect.stringMatching(/0 records restored, 1 removed/),
    0,
  ])
  expect((await run('import-undo', 'nonsense')).code).toBe(1)
})

test('exports what imports as unchanged', async () => {
  const { app, run, inFolder } = await desk({})
  await app.api('POST', '/users', { userName: '0042', name: '=1+1' })
  await app.api('POST', '/devices', { identifier: 'a1', platform: 'ios', userName: '0042', code: '48213377' })
  await app.api('POST', '/devices', { identifier: 'a2', platform: 'android', imei: '356938035643809' })
  const [devices, users] = [inFolder('devices.csv'), inFolder('users.csv')]
  expect((await run('export', 'devices', '--codes', '--out', devices)).code).toBe(0)
  expect(statSync(devices).mode & 0o077).toBe(0)
  writeFileSync(users, (await run('export', 'users')).out)
  for (const [file, rows] of [[devices, 2] as const, [users, 1] as const]) {
    const { counts } = JSON.parse((await run('import', file, '--plan', '--json')).out)
    expect(counts).toMatchObject({ rows, unchanged: rows })
  }
  const android = await run('export', 'devices', '--platform', 'android', '--plain')
  expect(android.out.trimEnd().split('\r\n').slice(1)).toEqual([
    expect.stringMatching(/^a2,.*,356938035643809,/),
  ])
  expect((await run('export', 'devices', '--status', 'lost')).code).toBe(1)
  expect((await run('export', 'devices', '--users', 'some')).code).toBe(2)
})
