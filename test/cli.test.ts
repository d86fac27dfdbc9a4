import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { against, muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

const example = (n: number) => `test/fixtures/bizmobile/example${n}.csv`

test('every command explains itself, and a call that cannot be meant ends with 2', async () => {
  const help = await muster(['--help'])
  expect(help.code).toBe(0)
  for (const name of [
    'serve',
    'migrate',
    'demo',
    'admin',
    'api-token',
    'import',
    'imports',
    'import-undo',
    'export',
    'dep',
    'simulate',
  ])
    expect(help.out).toContain(name)
  const [unknown, missing, wrong] = await Promise.all([
    muster(['nonsense']),
    muster(['import']),
    muster(['serve', '--role', 'king']),
  ])
  expect([unknown.code, missing.code, wrong.code]).toEqual([2, 2, 2])
})

test('a dry run shows the plan and changes nothing; an import with rejects needs a word', async () => {
  const app = await testApp()
  const dry = await muster(['import', example(2), '--dry-run'], against(app))
  expect(dry.code).toBe(1)
  expect(dry.out).toMatch(/2 rows: 1 to create.*1 rejected/)
  expect(dry.out).toMatch(/serial already used on line 2 by apple001/i)
  expect((await app.api('GET', '/devices')).body.total).toBe(0)

  const refused = await muster(['import', example(2)], against(app))
  expect([refused.code, (await app.api('GET', '/devices')).body.total]).toEqual([1, 0])
  const skipped = await muster(['import', example(2), '--on-reject', 'skip'], against(app))
  expect([skipped.code, (await app.api('GET', '/devices')).body.total]).toEqual([1, 1])
})

test('an import without rejects ends with 0, and as JSON for programs', async () => {
  const app = await testApp()
  const { code, out } = await muster(['import', example(3), '--json'], against(app))
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ state: 'applied', counts: { rows: 2, create: 2, reject: 0 } })
  expect((await app.api('GET', '/devices')).body.total).toBe(2)
})

test('says what is wrong when the server or the file is not there', async () => {
  const env = { MUSTER_URL: 'http://127.0.0.1:1', MUSTER_TOKEN: 'mst_none' }
  const noServer = await muster(['import', example(3)], { env })
  expect(noServer).toMatchObject({
    code: 1,
    err: expect.stringContaining('No server answers at http://127.0.0.1:1'),
  })
  const app = await testApp()
  expect(await muster(['import', 'nowhere.csv'], against(app))).toMatchObject({
    code: 2,
    err: expect.stringContaining('cannot be read'),
  })
  expect(await muster(['import', example(3)], { env: { MUSTER_URL: app.url } })).toMatchObject({
    code: 2,
    err: expect.stringContaining('MUSTER_TOKEN'),
  })
  const stranger = {
    env: { MUSTER_URL: app.url, MUSTER_TOKEN: 'mst_0123456789012345678901234567890123456789' },
  }
  expect(await muster(['import', example(3)], stranger)).toMatchObject({
    code: 1,
    err: expect.stringContaining('session.required'),
  })
})

test('makes an admin and a token in an empty data folder without a running server', async () => {
  const env = { MUSTER_DATA_DIR: newFolder() }
  const short = await muster(['admin', 'create', '--username', 'ana', '--password-stdin'], {
    env,
    input: 'short\n',
  })
  expect(short).toMatchObject({ code: 1, err: expect.stringContaining('at least 12 characters') })
  const made = await muster(['admin', 'create', '--username', 'ana', '--password-stdin'], {
    env,
    input: 'a good long password\n',
  })
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('ana') })
  const again = await muster(['admin', 'create', '--username', 'ANA', '--password-stdin'], {
    env,
    input: 'a good long password\n',
  })
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already') })
  const token = await muster(['api-token', 'create', '--name', 'script', '--role', 'Auditor'], { env })
  expect(token.out).toMatch(/^mst_\S+\n$/)
})

test('plays Apple and walks devices in: DEP from end to end by command line alone', async () => {
  const folder = newFolder()
  const deviceCa = path.join(folder, 'device-ca.pem')
  const apple = spawn(process.execPath, [
    'src/cli.ts',
    'simulate',
    'apple',
    '--devices',
    '3',
    '--device-ca',
    deviceCa,
  ])
  onTestFinished(() => void apple.kill())
  const started = await new Promise<string>((resolve) =>
    apple.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  )
  const { url: depUrl, portal } = JSON.parse(started) as { url: string; portal: string }
  const app = await testApp({ depUrl, appleDeviceCa: readFileSync(deviceCa, 'utf8') })
  const door = against(app)

  const certificate = path.join(folder, 'school.pem')
  expect((await muster(['dep', 'account-create', 'School', '--certificate', certificate], door)).code).toBe(0)
  const answer = await fetch(`${depUrl}${portal}/servers`, {
    method: 'POST',
    body: readFileSync(certificate),
  })
  const token = path.join(folder, 'token.p7m')
  writeFileSync(token, new Uint8Array(await answer.arrayBuffer()))
  expect((await muster(['dep', 'token', 'School', token], door)).out).toContain(
    'validated, decrypted and saved',
  )
  expect((await muster(['dep', 'sync', 'School', '--full', '--wait'], door)).out).toMatch(/3 received/)

  const accountId = (await app.api('GET', '/dep/accounts')).body.items[0].id
  const profile = (await app.api('POST', '/dep/profiles', { accountId, profileName: 'Pupils' })).body.uuid
  const { items } = (await app.api('GET', '/dep/devices')).body
  const [known, unknown] = items.map(({ serial, family }: { serial: string; family: string }) => ({
    serial,
    family,
  }))
  await app.api('POST', '/devices', {
    identifier: 'one',
    platform: platforms[known.family],
    serial: known.serial,
    depMethod: 'Serial',
  })
  const assigned = await muster(['dep', 'assign', profile, known.serial, unknown.serial], door)
  expect(assigned).toMatchObject({ code: 0, out: expect.stringContaining('SUCCESS') })

  const walk = ({ serial, family }: { serial: string; family: string }) =>
    muster([
      'simulate',
      'device',
      '--serial',
      serial,
      '--model',
      family,
      '--apple',
      depUrl,
      '--device-ca',
      deviceCa,
    ])
  expect(await walk(known)).toMatchObject({ code: 0, out: expect.stringContaining('DeviceConfigured') })
  expect(await walk(unknown)).toMatchObject({ code: 3, out: expect.stringContaining('403') })
  expect((await app.api('GET', '/devices/identifier:one')).body.status).toBe('enrolled')
})

const platforms: Record<string, string> = { iPhone: 'ios', iPad: 'ipados', Mac: 'macos' }
