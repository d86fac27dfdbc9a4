import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  newPage,
  see,
  signedInPage,
} from './support/browser.ts'
import { readCodes } from './support/read-codes.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const systemExtras = { WIFI_SSID: 'School', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: 'correct horse' }
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function isWellMade(page: Page) {
  expect(await accessibilityFaults(page)).toEqual([])
  const wide = page.viewportSize()!
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
  await page.setViewportSize(wide)
}

test('from a phone without a code over the settings to the code on its page, on its sheet and behind its link', async () => {
  const app = await testApp()
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Staff phones' })
  await app.api('PUT', `/bulk-enrollments/${bulk.id}/configuration`, { agent, systemExtras })
  const record = { identifier: 'phone-1', platform: 'android', imei: '490154203237518' }
  const { body: device } = await app.api('POST', '/devices', record)
  const page = await signedInPage(app, { at: `/devices/${device.id}` })
  await see(page, 'There is no code for this device')
  await isWellMade(page)
  await page.getByRole('link', { name: 'To the settings' }).click()
  await heading(page, 'Android')
  await page.getByRole('combobox', { name: 'Configuration of' }).click()
  await page.getByRole('option', { name: 'Staff phones' }).click()
  await button(page, 'Save: Android devices on no list').click()
  await see(page, 'Whoever has the enrollment link of such a device sees its code')
  await isWellMade(page)

  await page.goto(`${app.url}/devices/${device.id}`)
  await see(page, 'Set up as Staff phones, without its token.')
  await see(page, 'The agent asks for nothing')
  const shown = async () => (await app.api('GET', '/audit-events?action=device.code-shown')).body.total
  expect(await shown()).toBe(0)
  await button(page, 'Show code').click()
  const picture = page.getByRole('img', { name: 'QR code of phone-1' })
  await picture.waitFor()
  await expect.poll(shown).toBe(1)
  await isWellMade(page)
  const { body: payload } = await app.api('GET', `/devices/${device.id}/qr.json`)
  const text = JSON.stringify(payload)

  await button(page, 'Print sheet').click()
  await heading(page, 'Handover kit')
  const sheet = page.getByRole('article', { name: 'phone-1' })
  const printed = sheet.getByRole('img', { name: 'QR code of phone-1' })
  await expect.poll(async () => readCodes(new Uint8Array(await printed.screenshot()))).toEqual([text])
  await isWellMade(page)

  const made = await app.api('POST', '/enrollment-requests', { deviceIds: [device.id], channel: 'qr' })
  const guest = await newPage({})
  await guest.goto(made.body.items[0].link)
  await button(guest, 'Show the code').click()
  const behind = guest.getByRole('img', { name: 'QR code for the set-up of the device' })
  await expect.poll(async () => readCodes(new Uint8Array(await behind.screenshot()))).toEqual([text])
  await isWellMade(guest)
  await guest.emulateMedia({ colorScheme: 'dark' })
  await isWellMade(guest)
  expect(await readCodes(new Uint8Array(await behind.screenshot()))).toEqual([text])
})

test('those who may only read learn what there is, and see no code', async () => {
  const app = await testApp()
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Staff phones' })
  await app.api('PUT', `/bulk-enrollments/${bulk.id}/configuration`, { agent })
  const listed = await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, { imei: '490154203237518' })
  const page = await signedInPage(app, { at: `/devices/${listed.body.id}`, role: 'Auditor' })
  await see(page, 'The code of Staff phones, whose list has this device.')
  await see(page, 'Shown to those who may change bulk enrollments.')
  expect(await button(page, 'Show code').count()).toBe(0)
  expect(await accessibilityFaults(page)).toEqual([])
})
