import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  dropFile,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { readCodes } from './support/read-codes.ts'
import { testApp, type TestApp } from './support/test-app.ts'

afterAll(closeBrowser)

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const list =
  'IMEI,Serial Number,Manufacturer,Room\r\n490154203237518,,,12\r\n,R58M1,Samsung,13\r\n,R58M2,,14\r\n'
const shots = process.env['BULK_SHOTS']

/** Nothing that axe finds, in both sizes and both themes. */
async function isWellMade(page: Page, name: string) {
  const look = async (as: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}-${as}.png`, fullPage: as === 'narrow' })
    expect(await accessibilityFaults(page)).toEqual([])
  }
  await look('light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
  await look('dark')
  await page.emulateMedia({ colorScheme: 'light' })
  const wide = page.viewportSize()!
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
  await look('narrow')
  await page.setViewportSize(wide)
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const dialogOf = (page: Page) => page.getByRole('dialog')

test('from the first step to the QR code: a list with a token, and what is printed of it', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const page = await signedInPage(app, { at: '/bulk' })
  await see(page, 'No bulk enrollments yet')
  await isWellMade(page, 'empty')
  await page.getByRole('link', { name: 'Add bulk enrollment' }).first().click()
  await heading(page, 'Add bulk enrollment')
  await button(page, 'Next').click()
  await page.getByRole('textbox', { name: 'Profile name' }).fill('Grade 5')
  await button(page, '+ Add description').click()
  await page.getByRole('textbox', { name: 'Description' }).fill('Delivered in August')
  await isWellMade(page, 'profile')
  // Nothing is lost by leaving.
  await page.goto(`${app.url}/bulk/new`)
  expect(await page.getByRole('textbox', { name: 'Profile name' }).inputValue()).toBe('Grade 5')
  await page.getByRole('combobox', { name: 'Associated user' }).fill('ana')
  await button(page, 'Next').click()

  await heading(page, 'Set up Grade 5')
  const template = page.getByRole('link', { name: 'Download CSV template' })
  expect(await template.getAttribute('href')).toBe('/api/v1/import-formats/android-bulk/sample.csv')
  await isWellMade(page, 'list')
  const zone = 'Drop a CSV file here, or press to choose one'
  await dropFile(page, zone, { name: 'wrong.csv', bytes: list })
  await button(page, 'Remove wrong.csv').click()
  await dropFile(page, zone, { name: 'grade-5.csv', bytes: list })
  await button(page, 'Check the list').click()
  await see(page, /1 row/)
  await isWellMade(page, 'plan')
  expect(await button(page, /Apply: 2 devices/).isDisabled()).toBe(true)
  await page.getByRole('radio', { name: /leave out the rejected ones/ }).check()
  await button(page, /Apply: 2 devices/).click()
  await see(page, 'The list is uploaded: 2 added, 0 changed, 1 rejected.')
  // Coming back goes on where it was.
  const { items } = (await app.api('GET', '/bulk-enrollments')).body
  await page.goto(`${app.url}/bulk/${items[0].id}`)
  await see(page, 'The set-up was left at the step “List”.')
  await page.getByRole('link', { name: 'Continue the set-up' }).click()
  await see(page, 'The list is uploaded: 2 added, 0 changed, 1 rejected.')
  await button(page, 'Next').click()

  await see(page, 'Enrollment token')
  const { token } = items[0]
  await see(page, token)
  await isWellMade(page, 'token')
  await button(page, 'Extend').click()
  await dialogOf(page).getByLabel('Extend up to (days from now)').fill('100')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await see(dialogOf(page), /must be 7 to 99 days/)
  await dialogOf(page).getByLabel('Extend up to (days from now)').fill('99')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await dialogOf(page).waitFor({ state: 'detached' })
  await button(page, 'Extend').click()
  await dialogOf(page).getByLabel('Extend up to (days from now)').fill('7')
  await see(dialogOf(page), /This shortens it/)
  await isWellMade(page, 'extend')
  await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()
  await button(page, 'Refresh').click()
  await see(dialogOf(page), /every QR code that was printed/)
  await dialogOf(page).getByRole('button', { name: 'Refresh' }).click()
  await dialogOf(page).waitFor({ state: 'detached' })
  expect(await page.getByText(token).count()).toBe(0)
  await button(page, 'Done').click()

  await heading(page, 'Grade 5')
  await see(page, 'There is no code yet')
  await see(page, '490154203237518')
  await isWellMade(page, 'page')
  await page.getByRole('link', { name: 'Modify configuration' }).first().click()
  await heading(page, 'Configuration of Grade 5')
  await page.getByRole('textbox', { name: 'Component' }).fill(agent.component)
  await page.getByRole('textbox', { name: 'Address of the APK' }).fill(agent.downloadUrl)
  await page.getByRole('textbox', { name: 'Checksum of the signing certificate' }).fill('abc')
  await button(page, 'Add product key').click()
  await page.getByRole('textbox', { name: 'Key', exact: true }).fill('site')
  await page.getByRole('textbox', { name: 'Value' }).fill('north')
  const addExtra = async (title: string) => {
    await page.getByRole('combobox', { name: 'Add an extra' }).click()
    await page.getByRole('option', { name: title, exact: true }).click()
  }
  const { extras } = (await app.api('GET', '/android/extras')).body
  const titleOf = (name: string) => extras.find((extra: { name: string }) => extra.name === name).title
  for (const name of ['WIFI_SSID', 'WIFI_SECURITY_TYPE', 'WIFI_PASSWORD', 'LEAVE_ALL_SYSTEM_APPS_ENABLED'])
    await addExtra(titleOf(name))
  await page.getByRole('textbox', { name: titleOf('WIFI_SSID'), exact: true }).fill('School')
  await page.getByRole('combobox', { name: titleOf('WIFI_SECURITY_TYPE') }).click()
  await page.getByRole('option', { name: 'WPA', exact: true }).click()
  await page.getByLabel(titleOf('WIFI_PASSWORD')).first().fill('correct horse')
  await button(page, 'Update').click()
  await see(page, /A checksum has 32 bytes/)
  await isWellMade(page, 'configuration')
  await page
    .getByRole('textbox', { name: 'Checksum of the signing certificate' })
    .fill(agent.signatureChecksum)
  await button(page, 'Update').click()

  await heading(page, 'Grade 5')
  const picture = page.getByRole('img', { name: 'QR code of Grade 5' })
  await picture.waitFor()
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('img.bulk-code')?.complete)
  await isWellMade(page, 'code')
  const [text] = await readCodes(new Uint8Array(await picture.screenshot()))
  const payload = JSON.parse(text!)
  expect(payload).toMatchObject({
    'android.app.extra.PROVISIONING_WIFI_PASSWORD': 'correct horse',
    'android.app.extra.PROVISIONING_LEAVE_ALL_SYSTEM_APPS_ENABLED': true,
    'android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE': { site: 'north' },
  })
  await button(page, 'Payload').click()
  await see(dialogOf(page), /Knox Mobile Enrollment/)
  await isWellMade(page, 'payload')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Print sheet' }).click()
  await heading(page, 'Sheet of Grade 5')
  await see(page.getByRole('article'), /^[0-9A-F]{6}$/)
  await isWellMade(page, 'sheet')
  await page.emulateMedia({ media: 'print' })
  if (shots) await page.screenshot({ path: `${shots}/sheet-print.png` })
  expect(await page.getByRole('button', { name: 'Print' }).count()).toBe(0)
}, 180_000)
