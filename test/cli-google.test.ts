import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { googleWorld } from './support/google-world.ts'
import { against, muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

const imei = '490154203237518'

async function anOffice() {
  const world = await googleWorld()
  const google = (...args: string[]) => muster(['google', ...args], against(world.app))
  return {
    ...world,
    fake: world.google,
    google,
    zeroTouch: (...args: string[]) => google('zero-touch', ...args),
  }
}

test('muster google makes a token, writes its code, and reads the devices that came with it', async () => {
  const { google, list, enroll, fake } = await anOffice()
  await list([{ imei, identifier: 'tab-1' }], 'Grade 5')
  const early = await google('token', 'Grade 5')
  expect(early).toMatchObject({ code: 1 })
  expect(early.err).toContain('[google.no-token]')
  const made = JSON.parse((await google('token', 'Grade 5', '--make', '--json')).out)
  expect((await google('token', 'Grade 5')).out).toContain(`Token    ${made.value}`)
  const folder = newFolder()
  const [svg, json] = [path.join(folder, 'qr.svg'), path.join(folder, 'qr.json')]
  expect((await google('token', 'Grade 5', '--out', svg)).out).toContain('holds the token of “Grade 5”')
  expect(statSync(svg).mode & 0o077).toBe(0)
  expect(readFileSync(svg, 'utf8')).toContain('<svg')
  await google('token', 'Grade 5', '--out', json)
  expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(made.payload)
  expect((await google('token', 'Grade 5', '--out', 'qr.png')).code).toBe(2)
  expect((await google('token', 'Grade 6')).err).toContain('There is no bulk enrollment “Grade 6”')

  const hardwareInfo = { serialNumber: 'STRANGER', manufacturer: 'samsung' }
  enroll(made, { networkInfo: { imei } })
  enroll(null, { hardwareInfo })
  expect(await google('sync', '--wait')).toMatchObject({ code: 0, out: 'Read from Google: 2 devices\n' })
  const all = await google('devices')
  expect(all.out).toMatch(/490154203237518 +admit +admitted +tab-1 +Grade 5 +active/)
  expect(all.out).toMatch(/STRANGER +refuse +unknown-device/)
  const refused = JSON.parse((await google('devices', '--outcome', 'refuse', '--json')).out)
  expect(refused).toMatchObject({ total: 1, items: [{ claimed: { serial: 'STRANGER' } }] })
  expect((await google('devices', '--outcome', 'maybe')).code).toBe(2)
  fake.state.faults.denied = true
  const failed = await google('sync', '--wait')
  expect(failed).toMatchObject({ code: 1 })
  expect(failed.err).toContain('The caller does not have permission')
  expect((await google('sync')).out).toContain('Reading has started')
})

test('muster google zero-touch makes a configuration and applies it after its preview', async () => {
  const { zeroTouch, list, fake } = await anOffice()
  await list([{ imei, identifier: 'tab-1' }], 'Grade 5')
  const { zeroTouch: portal, customer } = fake.state
  portal.dpcs.push({ name: `${customer}/dpcs/A`, dpcName: 'Agent', packageName: 'com.example.agent' })
  const numbers = [{ imei }, { serialNumber: 'R58M1', manufacturer: 'samsung' }, { serialNumber: 'R58M2' }]
  numbers.forEach((deviceIdentifier, n) =>
    portal.devices.push({ name: `${customer}/devices/${n}`, deviceId: String(n), deviceIdentifier }),
  )
  expect((await zeroTouch('dpcs')).out).toMatch(/Agent +com\.example\.agent +customers\/7\/dpcs\/A/)
  const contact = ['--company', 'School', '--email', 'it@school.example', '--phone', '1']
  const unknown = await zeroTouch('create', 'Grade 5', '--dpc', 'Other', ...contact)
  expect(unknown.err).toContain('has no app “Other”')
  expect((await zeroTouch('create', 'Grade 5')).code).toBe(2)
  const created = await zeroTouch('create', 'Grade 5', '--dpc', 'com.example.agent', ...contact)
  expect(created.out).toBe('Made “Muster: Grade 5” (customers/7/configurations/1)\n')
  expect((await zeroTouch('configurations')).out).toMatch(/Muster: Grade 5 +Grade 5 +valid/)

  const to = ['--configuration', 'Muster: Grade 5']
  const preview = await zeroTouch('apply', imei, 'R58M1', ...to, '--preview')
  expect(preview.out).toMatch(/490154203237518 +admit +admitted +tab-1/)
  expect(preview.out).toMatch(/R58M1 +refuse +unknown-device/)
  const refused = await zeroTouch('apply', imei, 'R58M1', ...to)
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.err).toContain('1 of 2 would not be admitted')
  expect((await zeroTouch('apply', 'R58M9', ...to)).err).toContain('no zero-touch device “R58M9”')
  expect((await zeroTouch('apply', imei)).code).toBe(2)
  expect(portal.devices.map(({ configuration }) => configuration)).toEqual([undefined, undefined, undefined])

  expect(await zeroTouch('apply', imei, '1', ...to, '--yes')).toMatchObject({
    code: 0,
    out: '2 done, 0 failed\n',
  })
  expect((await zeroTouch('devices')).out).toMatch(/490154203237518 +Muster: Grade 5 +admit/)
  expect((await zeroTouch('apply', imei, '--none')).out).toBe('1 done, 0 failed\n')
  const left = JSON.parse((await zeroTouch('devices', '--json')).out).items
  expect(left).toMatchObject([{ configuration: null }, { configuration: portal.configurations[0]!.name }, {}])
  fake.state.faults.termsOpen = true
  expect((await zeroTouch('devices')).err).toContain('[google.terms-not-accepted]')
})

test('muster google says what is missing where Google is not set up', async () => {
  const app = await testApp()
  const sync = await muster(['google', 'sync'], against(app))
  expect(sync).toMatchObject({ code: 1 })
  expect(sync.err).toContain('[google.not-configured]')
  expect((await muster(['google', 'devices'], against(app))).code).toBe(0)
})
