import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { googleWorld } from './support/google-world.ts'

afterAll(closeBrowser)

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const conflict = 'Somebody else has changed these settings meanwhile'
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('agents of Headwind MDM and Google are set up, and secrets that are not typed stay', async () => {
  const { app, google, sync } = await googleWorld({ serviceAccountKey: null, enterprise: '' })
  const page = await signedInPage(app, { at: '/settings/android' })
  await heading(page, 'Android')
  await page.getByRole('switch', { name: 'Let agents of Headwind MDM enroll' }).click()
  await page.getByLabel('Shared secret', { exact: true }).fill('our own')
  await press(page, 'Save: Headwind MDM agent')
  await see(page, 'One is set. Blank: it stays.')
  await page.getByRole('switch', { name: 'Accept a serial number alone' }).click()
  await press(page, 'Save: Headwind MDM agent')
  await see(page, 'Saved')
  await expect
    .poll(async () => (await app.api('GET', '/settings/headwind')).body)
    .toEqual({ enabled: true, acceptSerialAlone: true, sharedSecretSet: true })

  await press(page, 'Add alias')
  await field(page, 'In lists').fill('Samsung Electronics')
  await field(page, 'As phones say it').fill('SAMSUNG electronics')
  await press(page, 'Save: Manufacturers')
  await see(page, /is a manufacturer of this table/)
  await field(page, 'As phones say it').fill('samsung')
  await page.getByRole('switch', { name: 'Accept the brand as well' }).click()
  // Somebody else changes another setting meanwhile: nothing that was typed is lost.
  await app.api('PUT', '/settings/enrollment', { unitId: 'school' })
  await press(page, 'Save: Manufacturers')
  await see(page, conflict)
  await press(page, 'Save: Manufacturers')
  await page.getByText(conflict).waitFor({ state: 'detached' })
  await page.locator('button[aria-label="Save: Manufacturers"]:disabled').waitFor()
  expect((await app.api('GET', '/settings/enrollment')).body).toMatchObject({
    unitId: 'school',
    androidBrandAccepted: true,
    manufacturerAliases: [{ alias: 'Samsung Electronics', manufacturer: 'samsung' }],
  })

  const key = field(page, 'Key of a service account (JSON)')
  await key.fill('no key')
  await field(page, 'Enterprise').fill('enterprises/LC01')
  await press(page, 'Save: Google')
  await see(page, /The key is not JSON/)
  await key.fill(google.serviceAccountKey)
  await press(page, 'Save: Google')
  await see(page, /Set: muster@project/)
  expect(await key.inputValue()).toBe('')
  await field(page, 'Policy').fill('phones')
  await press(page, 'Save: Google')
  await sync()
  await page.reload()
  await see(page, /Last read from Google .*: 0 devices/)
  expect((await app.api('GET', '/settings/google')).body).toMatchObject({ policy: 'phones' })
  expect(await accessibilityFaults(page)).toEqual([])
  const { SHOT: shot } = process.env
  if (shot) await page.screenshot({ path: shot, fullPage: true })
  await page.setViewportSize({ width: 360, height: 800 })
  expect(await isTooWide(page)).toBe(false)
})

test('a card saves over nobody: what was typed stays, the other fields have the values of the other admin', async () => {
  const { app } = await googleWorld({ enterprise: '' })
  const page = await signedInPage(app, { at: '/settings/android' })
  await field(page, 'Policy').fill('mine')
  await page.getByLabel('Shared secret', { exact: true }).fill('typed')
  await app.api('PUT', '/settings/google', { policy: 'theirs', zeroTouchCustomer: 'customers/2' })
  await app.api('PUT', '/settings/headwind', { enabled: true })
  await press(page, 'Save: Google')
  await see(page, conflict)
  expect(await field(page, 'Policy').inputValue()).toBe('mine')
  expect(await field(page, 'Zero-touch customer').inputValue()).toBe('customers/2')
  expect((await app.api('GET', '/settings/google')).body).toMatchObject({ policy: 'theirs' })
  await press(page, 'Save: Google')
  await expect
    .poll(async () => (await app.api('GET', '/settings/google')).body)
    .toMatchObject({ policy: 'mine', zeroTouchCustomer: 'customers/2' })
  await press(page, 'Save: Headwind MDM agent')
  await see(page, conflict)
  expect(await page.getByLabel('Shared secret', { exact: true }).inputValue()).toBe('typed')
  expect(await page.getByRole('switch', { name: 'Let agents of Headwind MDM enroll' }).isChecked()).toBe(true)
})

test('two cards of one page are saved one after the other, and neither over somebody else', async () => {
  const { app } = await googleWorld({ enterprise: '' })
  const page = await signedInPage(app, { at: '/settings/enrollment' })
  await field(page, 'Unit id').fill('school')
  await field(page, 'Whom to ask').fill('Room 12')
  await press(page, 'Save: Organization')
  await see(page, 'Saved')
  await press(page, 'Save: Pages that people see during set-up')
  await expect
    .poll(async () => (await app.api('GET', '/settings/enrollment')).body)
    .toMatchObject({ unitId: 'school', supportContact: 'Room 12' })
  await field(page, 'Unit id').fill('mine')
  await app.api('PUT', '/settings/enrollment', { unitId: 'theirs' })
  await press(page, 'Save: Organization')
  await see(page, conflict)
  expect((await app.api('GET', '/settings/enrollment')).body).toMatchObject({
    unitId: 'theirs',
    supportContact: 'Room 12',
  })
})
