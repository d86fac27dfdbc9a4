import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { muster, newFolder } from './support/muster.ts'
import { readCodes } from './support/read-codes.ts'
import { testApp } from './support/test-app.ts'

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}

async function anOffice() {
  const app = await testApp()
  const env = { MUSTER_URL: app.url, MUSTER_TOKEN: app.token }
  const folder = newFolder()
  const file = (name: string, content: string | object) => {
    const at = path.join(folder, name)
    writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content))
    return at
  }
  const run = (...args: string[]) => muster(args, { env })
  return { app, folder, file, run, bulk: (...args: string[]) => run('bulk', ...args) }
}

test('muster bulk makes a list, fills it, and writes the code that phones scan', async () => {
  const { bulk, file, folder } = await anOffice()
  const created = await bulk('create', 'Grade 5', '--description', 'August', '--days', '30')
  expect(created).toMatchObject({ code: 0 })
  expect(created.out).toContain('Devices    0')

  const csv = file(
    'list.csv',
    'IMEI,Serial Number,Manufacturer,Room\r\n490154203237518,,,12\r\n,R58M2,,14\r\n',
  )
  expect(await bulk('upload', 'Grade 5', csv)).toMatchObject({ code: 1 })
  const uploaded = await bulk('upload', 'Grade 5', csv, '--on-reject', 'skip')
  expect(uploaded.code).toBe(1)
  expect(
    (await bulk('add', 'Grade 5', '--serial', 'R58M1', '--manufacturer', 'Samsung', '--attribute', 'Room=13'))
      .out,
  ).toMatch(/^Added .* to “Grade 5”/)
  const devices = await bulk('devices', 'Grade 5')
  expect(devices.out).toMatch(/490154203237518 .*Room=12/)
  expect(devices.out).toMatch(/R58M1 +Samsung .*Room=13/)
  const inventory = path.join(folder, 'inventory.csv')
  await bulk('devices', 'Grade 5', '--out', inventory)
  expect(readFileSync(inventory, 'utf8')).toContain('R58M1')

  const early = await bulk('qr', 'Grade 5', '--out', path.join(folder, 'early.png'))
  expect(early).toMatchObject({ code: 1 })
  expect(early.err).toContain('The agent is not set')
  const check = (content: object) => bulk('configure', 'Grade 5', file('check.json', content), '--check')
  expect(await check({ agent, productKeys: { site: 'n' } })).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Code +\d+ bytes, version \d+/),
  })
  expect(await check({ agent: { ...agent, component: 'x' } })).toMatchObject({
    code: 1,
    out: expect.stringContaining('error      /agent/component'),
  })
  expect((await bulk('show', 'Grade 5')).out).toContain('The agent is not set')
  const configured = await bulk(
    'configure',
    'Grade 5',
    file('conf.json', { agent, productKeys: { site: 'n' } }),
  )
  expect(configured.out).toMatch(/Code +\d+ bytes, version \d+/)
  const png = path.join(folder, 'code.png')
  expect((await bulk('qr', 'Grade 5', '--out', png)).out).toContain('holds the token of “Grade 5”')
  expect(statSync(png).mode & 0o077).toBe(0)
  const [text] = await readCodes(new Uint8Array(readFileSync(png)))
  const json = path.join(folder, 'code.json')
  await bulk('qr', 'Grade 5', '--out', json)
  expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(JSON.parse(text!))
  await bulk('qr', 'Grade 5', '--out', path.join(folder, 'code.svg'))
  expect(readFileSync(path.join(folder, 'code.svg'), 'utf8')).toContain('<svg')
})

test('muster bulk renews and extends the token, and deletes only when it is meant', async () => {
  const { bulk, app } = await anOffice()
  await bulk('create', 'Grade 5')
  const token = async () => JSON.parse((await bulk('show', 'Grade 5', '--json')).out).token
  const before = await token()
  expect((await bulk('token', 'refresh', 'Grade 5')).code).toBe(0)
  expect(await token()).not.toBe(before)
  const extended = JSON.parse((await bulk('token', 'extend', 'Grade 5', '99', '--json')).out)
  expect(Date.parse(extended.tokenExpiresAt) - Date.now()).toBeGreaterThan(98 * 86_400_000)
  expect((await bulk('token', 'extend', 'Grade 5', '100')).err).toContain('must be 7 to 99 days')
  expect((await bulk('list')).out).toMatch(/Grade 5 +Self Maintained +0 +0 +valid/)

  await bulk('add', 'Grade 5', '--imei', '490154203237518')
  const refused = await bulk('delete', 'Grade 5')
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.err).toContain('1 devices; 1 have not enrolled yet')
  expect((await bulk('delete', 'Grade 5', '--devices', 'delete', '--yes')).out).toBe('Deleted “Grade 5”\n')
  expect((await app.api('GET', '/devices')).body.total).toBe(0)
  expect((await bulk('show', 'Grade 5')).err).toContain('There is no bulk enrollment “Grade 5”')
})

test('muster device asks the agent of an Android device', async () => {
  const { bulk, run, app } = await anOffice()
  const { id, token } = JSON.parse((await bulk('create', 'Grade 5', '--json')).out)
  await bulk('add', 'Grade 5', '--imei', '490154203237518', '--identifier', 'tab-1')
  expect((await run('device', 'android', 'identifier:tab-1')).out).toMatch(
    /List +Grade 5\nRegistered +no agent/,
  )
  expect(await run('device', 'android-sync', 'identifier:tab-1')).toMatchObject({ code: 1 })
  const registered = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ imei: '490154203237518', nonce: 'a-nonce-of-one-setup' }),
  })
  expect(registered.status).toBe(200)
  expect((await run('device', 'android-message', 'identifier:tab-1', 'Come back')).out).toBe(
    'asked: message\n',
  )
  expect((await run('device', 'android-wipe', 'identifier:tab-1', '--confirm', 'tab-2')).code).toBe(1)
  const shown = await run('device', 'android', 'identifier:tab-1')
  expect(shown.out).toMatch(/message +queued/)
  expect((await run('device', 'android-revoke', 'identifier:tab-1')).out).toBe(
    'revoked: tab-1 is enrolling now\n',
  )
  expect((await run('device', 'android-revoke', 'identifier:tab-1')).code).toBe(1)
  expect((await run('device', 'android', 'identifier:tab-1')).out).toMatch(/Registered +no agent/)
  expect(id).toEqual(expect.any(String))
})

test('muster bulk gives devices defaults, lets them follow the list, and clears attributes by a mark', async () => {
  const { bulk, file } = await anOffice()
  const made = await bulk('create', 'Grade 6', '--default', 'Site=North', '--follow-list')
  expect(made.out).toMatch(/Default +Site: North\nFollows /)
  const list = (room: string) => file('list.csv', `IMEI,Room\r\n490154203237518,${room}\r\n`)
  expect(await bulk('upload', 'Grade 6', list('12'))).toMatchObject({ code: 0 })
  expect((await bulk('devices', 'Grade 6')).out).toMatch(/Room=12, Site=North/)
  expect((await bulk('defaults', 'Grade 6', 'Site=South', 'Cart=1')).out).toMatch(/Default +Cart: 1/)
  expect(await bulk('upload', 'Grade 6', list('none'), '--clear-mark', 'none')).toMatchObject({ code: 0 })
  expect((await bulk('devices', 'Grade 6')).out).toMatch(/ Cart=1, Site=South/)
  expect(await bulk('defaults', 'Grade 6', 'Site')).toMatchObject({
    code: 2,
    err: expect.stringContaining('name=value'),
  })
  expect((await bulk('defaults', 'Grade 6')).out).not.toContain('Default')
  expect((await bulk('edit', 'Grade 6', '--no-follow-list')).out).not.toContain('Follows')
})
