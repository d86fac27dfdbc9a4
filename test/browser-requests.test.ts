import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { appleWorld } from './support/apple-world.ts'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  newPage,
  see,
  signedInPage,
} from './support/browser.ts'
import { mailServer } from './support/mail-server.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const shot = async (page: Page, name: string) => {
  const { SHOTS: folder } = process.env
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

test('requests are sent to a class after a preview, one is unticked, and the list tells who has opened theirs', async () => {
  const server = await mailServer()
  const app = await testApp({ mail: { server: server.address, from: 'muster@school.example' } })
  await app.api('POST', '/organizations', { name: 'Class 5a' })
  for (const userName of ['ana', 'ben', 'cleo']) {
    const email = userName === 'cleo' ? null : `${userName}@school.example`
    await app.api('POST', '/users', { userName, name: `${userName} Doe`, email, organizations: ['Class 5a'] })
    await app.api('POST', '/devices', { identifier: `PAD-${userName}`, platform: 'ipados', userName })
  }
  const page = await signedInPage(app, { at: '/requests' })
  await heading(page, 'Enrollment requests')
  await see(page, 'No requests yet')
  await page.getByRole('link', { name: 'Send requests' }).first().click()

  await heading(page, 'Send enrollment requests')
  await page.getByRole('radio', { name: 'Organization' }).check()
  await page.getByRole('combobox', { name: 'Organization' }).click()
  await page.getByRole('option', { name: 'Class 5a' }).click()
  await shot(page, 'requests-whom')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('radio', { name: 'By mail' }).check()
  await page.getByRole('button', { name: 'Next' }).click()

  await see(page, '2 requests will be sent')
  await see(page, '1 cannot be sent')
  await see(page, 'No e-mail address')
  await page.getByRole('checkbox', { name: 'Send to PAD-ben' }).uncheck()
  await see(page, '1 request will be sent')
  await shot(page, 'requests-preview')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.reload()
  await see(page, '1 request will be sent')
  await page.getByRole('button', { name: 'Send 1 request' }).click()

  await see(page, '1 request is on its way')
  await see(page, '1 of 1 sent, 0 failed')
  expect(server.received.map(({ to }) => to[0])).toEqual(['ana@school.example'])
  await page.getByRole('link', { name: 'See them in the list' }).click()
  await see(page.getByRole('row', { name: /PAD-ana/ }), 'sent')
  await shot(page, 'requests-list')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
  await page.setViewportSize({ width: 1280, height: 900 })

  await page.getByRole('button', { name: 'Acts for PAD-ana' }).click()
  await page.getByRole('menuitem', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await see(page.getByRole('row', { name: /PAD-ana/ }), 'Revoked.')
})

test('a device gets its QR code on a sheet from its page', async () => {
  const app = await testApp()
  const { body: device } = await app.api('POST', '/devices', {
    identifier: 'PHONE-1',
    platform: 'ios',
    code: '48151623',
  })
  const page = await signedInPage(app, { at: `/devices/${device.id}` })
  await see(page, 'No link has been sent.')
  await page.getByRole('button', { name: 'Send enrollment request' }).click()
  await page.getByRole('radio', { name: 'As QR codes' }).check()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Send 1 request' }).click()
  await see(page, '1 QR code was made')
  await page.getByRole('button', { name: 'Print handover sheets' }).click()
  await heading(page, 'Handover sheets')
  const sheet = page.getByRole('article', { name: 'PHONE-1' })
  await see(sheet, '48151623')
  await see(sheet, new RegExp(`${app.url}/e/`))
  await shot(page, 'requests-sheet')
  expect(await accessibilityFaults(page)).toEqual([])
})

test('a person opens the link in a browser, types the code and is told how to install the profile', async () => {
  const world = await appleWorld()
  const { id } = await world.record('', {
    serial: null,
    depMethod: null,
    code: '48151623',
    platform: 'macos',
  })
  const { body } = await world.api('POST', '/enrollment-requests', { deviceIds: [id], channel: 'qr' })
  const page = await newPage({ width: 390, height: 844 })
  await page.goto(body.items[0].link as string)
  await see(page, 'Open this link on the device')
  await shot(page, 'link-elsewhere')
  await page.getByRole('button', { name: 'This is the device' }).click()
  await page.getByLabel('Code').fill('48151624')
  await shot(page, 'link-code')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByLabel('Code').fill('48151623')
  await page.getByRole('button', { name: 'Continue' }).click()
  await see(page, 'Install the profile')
  await see(page, 'Double-click the profile and choose Install.')
  await shot(page, 'link-install')
  expect(await accessibilityFaults(page)).toEqual([])
  expect(await isTooWide(page)).toBe(false)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the profile' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('enroll.mobileconfig')
})
