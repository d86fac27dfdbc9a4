import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { appOptions } from '../src/installation.ts'
import { until } from './support/child-server.ts'
import { against, muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

type Started = { url: string; enterprise: string; customer: string; serviceAccountKey: string }

/** What `muster simulate google` prints, and a hand for its portal. */
async function startGoogle(...options: string[]) {
  const child = spawn(process.execPath, ['src/cli.ts', 'simulate', 'google', ...options])
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('close', resolve))
  let text = ''
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.endsWith('\n')) resolve(text)
    })
    void ended.then((code) => reject(new Error(`It ended with ${String(code)}`)))
  })
  const started = JSON.parse(line) as Started
  const portal = async (address: string, body?: object) => {
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    const answer = await fetch(`${started.url}/portal${address}`, init)
    // oxlint-disable-next-line typescript/no-explicit-any -- a test reads answers as a script would
    return { status: answer.status, body: (await answer.json()) as any }
  }
  return { ...started, portal, process: child, ended }
}

/** Muster as it is when its environment leads to the simulated Google and an admin has pasted the key. */
async function anOffice() {
  const key = path.join(newFolder(), 'google-key.json')
  const google = await startGoogle('--devices', '3', '--key', key)
  const app = await testApp({
    google: appOptions(loadConfig({ MUSTER_GOOGLE_URL: `${google.url}/` })).google,
  })
  const { serviceAccountKey, enterprise, customer: zeroTouchCustomer } = google
  await app.api('PUT', '/settings/google', { serviceAccountKey, enterprise, zeroTouchCustomer })
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  const run = (...args: string[]) => muster(args, against(app))
  return { google, key, app, run, bulk: id as string }
}

test('a phone that was set up with the code is admitted, one on no list is refused, and one is erased', async () => {
  const { google, app, run, bulk } = await anOffice()
  await app.api('POST', `/bulk-enrollments/${bulk}/devices`, {
    serial: 'R58M1',
    manufacturer: 'Samsung',
    identifier: 'tab-1',
  })
  const { value: token } = JSON.parse((await run('google', 'token', 'Grade 5', '--make', '--json')).out)
  const set = (phone: object) => google.portal('/devices', { token, ...phone })
  const code = path.join(newFolder(), 'code.json')
  await run('google', 'token', 'Grade 5', '--out', code)
  const walk = (...args: string[]) => muster(['simulate', 'android', '--google', google.url, ...args])
  const walked = await walk(
    '--qr',
    code,
    '--serial',
    'R58M1',
    '--manufacturer',
    'samsung',
    '--ownership',
    'corporate',
  )
  expect(walked).toMatchObject({ code: 0, out: expect.stringContaining('as enterprises/LC01/devices/') })
  expect(walked.out).toContain('clouddpc')
  expect(await walk('--qr', 'package.json', '--serial', 'R58M1')).toMatchObject({ code: 1 })
  const refused = await walk('--token', 'odd', '--serial', 'R58M1')
  expect(refused).toMatchObject({ code: 3, out: expect.stringContaining('no such token') })
  expect((await set({ serial: 'STRANGER', manufacturer: 'nokia' })).status).toBe(200)
  expect((await set({ token: 'odd', serial: 'R58M2' })).body.error).toContain('no such token')
  expect((await set({})).body.error).toContain('imei')
  expect(await run('google', 'sync', '--wait')).toMatchObject({ out: 'Read from Google: 2 devices\n' })
  const { out } = await run('google', 'devices')
  expect(out).toMatch(/R58M1 +admit +admitted +tab-1 +Grade 5 +active/)
  expect(out).toMatch(/STRANGER +refuse +unknown-device/)

  const withdraw = (key: string, ...args: string[]) => run('device', 'withdraw', key, ...args)
  expect((await withdraw('identifier:tab-1', '--erase')).code).toBe(2)
  expect((await withdraw('identifier:tab-1', '--confirm', 'tab-1')).code).toBe(2)
  expect((await withdraw('identifier:tab-1', '--erase', '--confirm', 'tab-2')).code).toBe(1)
  const plain = await app.api('POST', `/bulk-enrollments/${bulk}/devices`, {
    serial: 'R1',
    manufacturer: 'x',
  })
  const unmanaged = await withdraw(plain.body.id, '--erase', '--confirm', 'R1')
  expect(unmanaged).toMatchObject({ code: 1, err: expect.stringContaining('It was not withdrawn') })
  expect((await app.api('GET', '/devices?status=withdrawn')).body.total).toBe(0)
  expect(await withdraw('identifier:tab-1', '--erase', '--confirm', 'tab-1')).toMatchObject({
    code: 0,
    out: 'tab-1 is withdrawn; Google was asked to erase it\n',
  })
  await until(async () => (await google.portal('/state')).body.operations.length > 0)
  expect((await google.portal('/state')).body.operations).toMatchObject([{ metadata: { type: 'WIPE' } }])
})

test('its phones do what they are asked for when they are told to, and faults are switched on and off', async () => {
  const { google, app, run } = await anOffice()
  expect((await google.portal('/faults', { devicesAnswer: false, denied: true })).body).toMatchObject({
    devicesAnswer: false,
    denied: true,
    busy: 0,
  })
  await google.portal('/devices', { imei: '490154203237518', imei2: '490154203237526', model: 'SM-X' })
  expect((await run('google', 'sync', '--wait')).err).toContain('does not have permission')
  expect((await google.portal('/faults', { reset: true })).body).toMatchObject({ denied: false })
  expect((await run('google', 'sync', '--wait')).code).toBe(0)
  expect((await app.api('GET', '/google/devices')).body.items).toMatchObject([
    { claimed: { imei: '490154203237518' }, outcome: 'refuse' },
  ])
  const reported = await google.portal('/report', { device: '490154203237518', osVersion: '15' })
  expect(reported.body).toMatchObject({ did: 0, device: { softwareInfo: { androidVersion: '15' } } })
  expect((await google.portal('/delete', { device: '490154203237518' })).status).toBe(200)
  expect((await google.portal('/delete', { device: '490154203237518' })).status).toBe(404)
  expect((await google.portal('/faults', { odd: true })).status).toBe(400)
  expect((await google.portal('/odd')).status).toBe(404)
})

test('phones of a reseller get a configuration', async () => {
  const { google, run } = await anOffice()
  const claimed = await google.portal('/zero-touch/devices', { add: [{ imei: '490154203237518' }] })
  expect(claimed.body).toEqual({ added: [{ imei: '490154203237518' }] })
  expect((await google.portal('/zero-touch/devices', { add: [{ imei: '490154203237518' }] })).status).toBe(
    409,
  )
  await google.portal('/zero-touch/apps', { packageName: 'org.example.own', name: 'Own' })
  expect((await run('google', 'zero-touch', 'dpcs')).out).toMatch(/Own +org\.example\.own/)
  const contact = ['--company', 'School', '--email', 'it@school.example', '--phone', '1']
  const made = await run('google', 'zero-touch', 'create', 'Grade 5', '--dpc', 'org.example.own', ...contact)
  expect(made.code).toBe(0)
  const to = ['--configuration', 'Muster: Grade 5', '--yes']
  expect((await run('google', 'zero-touch', 'apply', '490154203237518', ...to)).out).toBe(
    '1 done, 0 failed\n',
  )
  expect((await google.portal('/state')).body.zeroTouch.devices).toMatchObject([
    { deviceIdentifier: { imei: '356938030000013' } },
    {},
    {},
    { configuration: 'customers/7/configurations/1' },
  ])
})

test('the key stays the same from one run to the next, for its owner only; it ends when it is told to', async () => {
  const { google, key } = await anOffice()
  expect(statSync(key).mode & 0o077).toBe(0)
  google.process.kill('SIGTERM')
  expect(await google.ended).toBe(0)
  const again = await startGoogle('--key', key)
  expect(again.serviceAccountKey).toBe(google.serviceAccountKey)
  const garbage = await muster(['simulate', 'google', '--key', 'package.json'])
  expect(garbage).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^The simulator did not start: [^\n]+\n$/),
  })
  const { out } = await muster(['simulate', 'google', '--help'])
  for (const word of ['MUSTER_GOOGLE_URL', '/portal/devices', 'refuseActs']) expect(out).toContain(word)
})
