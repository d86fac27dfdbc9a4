import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { closeBrowser, heading, see, signedInPage } from './support/browser.ts'
import { googleWorld, type GoogleWorld } from './support/google-world.ts'
import { readCodes } from './support/read-codes.ts'
import { testApp } from './support/test-app.ts'
import { wellMade } from './support/browser-well-made.ts'

afterAll(closeBrowser)

const imei = '490154203237518'

const isWellMade = wellMade(process.env['GOOGLE_SHOTS'])

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
const navigation = (page: Page) => page.getByRole('navigation', { name: 'Main' })

test('where Google is not set up nothing points to it, and its pages say where to begin', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/google/devices' })
  await heading(page, 'Devices at Google')
  await see(page, 'The Android Management API is not set up')
  await isWellMade(page, 'off')
  expect(await navigation(page).getByText('Devices at Google').count()).toBe(0)
  await page.goto(`${app.url}/google/zero-touch`)
  await see(page, 'Zero-touch is not set up')
  await link(page, 'Set it up').click()
  await heading(page, 'Android')

  const helpDesk = await signedInPage(app, { at: '/google/devices', role: 'Help desk' })
  await see(helpDesk, /Somebody who may change the settings/)
  expect(await link(helpDesk, 'Set it up').count()).toBe(0)
})

test('a token at Google is made, shown as the code that phones scan, printed and made again', async () => {
  const { app, google, list } = await googleWorld()
  const { id } = await list([{ imei }], 'Grade 5')
  const page = await signedInPage(app, { at: `/bulk/${id}` })
  const card = page.getByRole('region', { name: 'Google’s token' })
  await see(card, 'There is none at Google that holds.')
  await button(page, 'Make a token at Google').click()
  await see(page, 'Google has made a token for Grade 5.')
  await button(page, 'Close').click()
  const [made] = google.state.tokens
  await see(card, made!.value)
  const picture = card.getByRole('img', { name: 'Google’s QR code of Grade 5' })
  expect(await picture.count()).toBe(0)
  await button(page, 'Show QR code').click()
  await picture.scrollIntoViewIfNeeded()
  await page.waitForFunction(() => [...document.images].every(({ naturalWidth }) => naturalWidth > 0))
  const [text] = await readCodes(new Uint8Array(await picture.screenshot()))
  expect(text).toContain(made!.value)
  await isWellMade(page, 'token')
  await button(page, 'Google’s payload').click()
  await see(page.getByRole('dialog'), made!.value)
  await button(page, 'Close').click()

  await button(page, 'Make another one').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make a token at Google' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await see(card, google.state.tokens[1]!.value)
  await link(page, 'Print Google’s sheet').click()
  await heading(page, 'Google’s sheet of Grade 5')
  await page.emulateMedia({ media: 'print' })
  const [printed] = await readCodes(new Uint8Array(await page.screenshot()))
  expect(printed).toContain(google.state.tokens[1]!.value)
  expect(await button(page, 'Print').isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
  await isWellMade(page, 'sheet')
})

test('a token that Google refuses is told in Google’s words, and an expired list makes none', async () => {
  const { app, google, list } = await googleWorld()
  const { id } = await list([], 'Grade 5')
  const page = await signedInPage(app, { at: `/bulk/${id}` })
  google.state.faults.denied = true
  await button(page, 'Make a token at Google').click()
  await see(page, 'The caller does not have permission')
  await app.platform.db
    .updateTable('bulk_enrollment')
    .set({ token_expires_at: new Date(0).toISOString() })
    .execute()
  await page.reload()
  await see(page, /Extend or refresh it first/)
  expect(await button(page, 'Make a token at Google').isDisabled()).toBe(true)
})

/** Two on the list, one of another maker, one without token; all but the first are not let in. */
async function phones({ app, list, enroll }: GoogleWorld) {
  const { id } = await list(
    [
      { imei, identifier: 'tab-1' },
      { serial: 'R58M2', manufacturer: 'Nokia' },
    ],
    'Grade 5',
  )
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const hardware = (serialNumber: string) => ({ serialNumber, manufacturer: 'samsung', model: 'SM-X200' })
  enroll(token, { hardwareInfo: hardware('R58M1'), networkInfo: { imei } })
  enroll(token, { hardwareInfo: hardware('R58M2') })
  return enroll(null, { hardwareInfo: hardware('STRANGER') })
}

test('devices at Google are read now, each with the way to its record and to why it was refused', async () => {
  const world = await googleWorld({ disableRefused: true })
  const { app, google } = world
  const page = await signedInPage(app, { at: '/' })
  await navigation(page).getByText('Devices at Google').click()
  await see(page, 'No devices at Google yet')
  await see(page, 'Nothing was read from Google yet.')
  await isWellMade(page, 'none-yet')
  const stranger = await phones(world)
  await button(page, 'Read now').click()
  await see(page, 'Devices were read from Google.')
  await see(page, /Read from Google: 3 devices/)
  await see(page, 'Disabled by Muster')
  await isWellMade(page, 'devices')
  expect(stranger.state).toBe('DISABLED')

  await page.getByRole('combobox', { name: 'Outcome' }).click()
  await page.getByRole('option', { name: 'Refused' }).click()
  await page.waitForURL(/outcome=refuse/)
  await page.getByRole('row', { name: /tab-1/ }).waitFor({ state: 'detached' })
  await page.reload()
  await button(page, 'Why: STRANGER').focus()
  await page.keyboard.press('Enter')
  await see(page.getByRole('dialog'), 'Steps of the decision')
  expect(page.url()).toMatch(/show=/)
  await isWellMade(page, 'why')
  await page.keyboard.press('Escape')
  await button(page, 'Clear filters').click()

  await link(page, 'Grade 5').first().click()
  await heading(page, 'Grade 5')
  await page.goBack()
  await link(page, 'tab-1').click()
  await heading(page, 'tab-1')

  google.state.faults.denied = true
  await page.goto(`${app.url}/google/devices`)
  await button(page, 'Read now').click()
  await see(page, 'Google could not be read')
  await see(page, 'The caller does not have permission')
  await isWellMade(page, 'failed')
})

test('those who may only read see the devices and start nothing', async () => {
  const world = await googleWorld()
  await phones(world)
  await world.sync()
  const page = await signedInPage(world.app, { at: '/google/devices', role: 'Help desk' })
  await see(page, 'tab-1')
  expect(await button(page, 'Read now').count()).toBe(0)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /Serial, IMEI/ }).fill('zero')
  await page.getByRole('option', { name: /Zero-touch/ }).waitFor()
  await page.keyboard.press('Enter')
  await heading(page, 'Zero-touch')
  expect(await button(page, 'New configuration').count()).toBe(0)
})

async function claimed(world: GoogleWorld) {
  const { zeroTouch, customer } = world.google.state
  zeroTouch.dpcs.push({ name: `${customer}/dpcs/A`, dpcName: 'Agent', packageName: 'com.example.agent' })
  const devices = [
    { imei },
    { serialNumber: 'R58M1', manufacturer: 'samsung', model: 'SM-X200' },
    { imei: '356938035643809' },
  ]
  devices.forEach((deviceIdentifier, n) =>
    zeroTouch.devices.push({ name: `${customer}/devices/${n}`, deviceId: String(n), deviceIdentifier }),
  )
  return world.list(
    [
      { imei, identifier: 'tab-1' },
      { serial: 'R58M1', manufacturer: 'samsung' },
    ],
    'Grade 5',
  )
}

test('a configuration is made of a bulk enrollment and applied after its preview, by keyboard', async () => {
  const world = await googleWorld()
  const { app, google } = world
  await claimed(world)
  const page = await signedInPage(app, { at: '/google/zero-touch' })
  await see(page, imei)
  await page.getByText('Configurations', { exact: true }).click()
  await see(page, 'No configurations yet')
  await button(page, 'New configuration').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await see(dialog, 'Fill this in')
  await dialog.getByRole('combobox', { name: 'Bulk enrollment' }).click()
  await page.getByRole('option', { name: 'Grade 5' }).click()
  await dialog.getByRole('combobox', { name: 'App' }).click()
  await page.getByRole('option', { name: 'Agent' }).click()
  await dialog.getByRole('textbox', { name: 'Company' }).fill('School')
  await dialog.getByRole('textbox', { name: 'Mail address' }).fill('it@school.example')
  await dialog.getByRole('textbox', { name: 'Telephone' }).fill('+49 30 1')
  await isWellMade(page, 'new-configuration')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await see(page, 'The configuration “Muster: Grade 5” is made.')
  await see(page.getByRole('row', { name: /Muster: Grade 5/ }), 'Token valid')
  await isWellMade(page, 'configurations')

  await page.getByText('Devices', { exact: true }).last().click()
  await page.getByRole('row').nth(3).waitFor()
  await page.getByRole('checkbox', { name: /Select all/ }).focus()
  await page.keyboard.press('Space')
  await see(page, '3 devices chosen')
  await isWellMade(page, 'zero-touch')
  await button(page, 'Apply a configuration').press('Enter')
  await dialog.getByRole('combobox', { name: 'Configuration' }).press('ArrowDown')
  await page.getByRole('option', { name: 'Muster: Grade 5' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await see(dialog, 'Apply “Muster: Grade 5” to 3 devices.')
  await see(dialog, '2 would be admitted.')
  await see(dialog, /1 would be refused: Unknown device/)
  await see(dialog, '356938035643809')
  await isWellMade(page, 'apply')
  // One that the reseller took back in between: the others are done, it is told.
  google.state.zeroTouch.devices.splice(2, 1)
  await dialog.getByRole('button', { name: 'Apply to 3 devices' }).click()
  await see(dialog, '2 devices are done. 1 device failed.')
  await see(dialog.getByRole('row', { name: /356938035643809/ }), /not found/)
  await isWellMade(page, 'applied')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await see(page.getByRole('row', { name: /R58M1/ }), 'Muster: Grade 5')
  await see(page.getByRole('row', { name: /R58M1/ }), 'Admitted')
})

test('a configuration is taken away from those that have one, and a stale token is told before it is applied', async () => {
  const world = await googleWorld()
  const { app, google } = world
  const { id } = await claimed(world)
  const contact = { companyName: 'School', contactEmail: 'it@school.example', contactPhone: '1' }
  const wanted = { bulkEnrollmentId: id, dpcResourcePath: 'customers/7/dpcs/A', ...contact }
  const { body: made } = await app.api('POST', '/google/zero-touch/configurations', wanted)
  await app.api('POST', '/google/zero-touch/apply', { deviceIds: ['0'], configuration: made.name })
  const page = await signedInPage(app, { at: '/google/zero-touch' })
  await page.getByRole('row').nth(3).waitFor()
  await page.getByRole('checkbox', { name: /Select all/ }).check()
  await button(page, 'Take the configuration away').click()
  const dialog = page.getByRole('dialog')
  await see(dialog, '2 have none.')
  await isWellMade(page, 'remove')
  await dialog.getByRole('button', { name: 'Take away from 1 device' }).click()
  await see(dialog, '1 device is done.')
  expect(google.state.zeroTouch.devices[0]!.configuration).toBeUndefined()
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  await app.api('POST', `/bulk-enrollments/${id}/token/refresh`)
  await page.reload()
  await page.getByRole('checkbox', { name: 'Select this row' }).first().check()
  await button(page, 'Apply a configuration').click()
  await dialog.getByRole('combobox', { name: 'Configuration' }).click()
  await page.getByRole('option', { name: 'Muster: Grade 5' }).click()
  await see(dialog, 'No token that holds is in this configuration')
  await see(dialog, /1 would have to sign in: Login needed/)
  google.state.faults.termsOpen = true
  await dialog.getByRole('button', { name: 'Apply to 1 device' }).click()
  await see(dialog, /It ended early: what became of 1 device is not known/)
  await see(dialog, 'The terms of Google’s service are not accepted')
})
