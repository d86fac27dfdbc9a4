import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import type { DepProfile } from '../src/contract/dep.ts'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { depTest, type DepTest } from './support/dep-test.ts'
import { pem, testCertificate } from './support/test-certificate.ts'

afterAll(closeBrowser)

const devices = ['DMQX20001AA1', 'DMQX20002AA2', 'DMQX20003AA3']

const defineAndAssign = async (dep: DepTest, accountId: string): Promise<DepProfile> => {
  const { body } = await dep.app.api('POST', '/dep/profiles', { accountId, profileName: 'Pupils' })
  await dep.app.api('POST', `/dep/profiles/${body.id}/assign`, { serials: devices })
  return body
}

test('the editor shows what Apple will get, takes certificates and JSON, and can skip all panes', async () => {
  const dep = await depTest({ apple: { devices } })
  await dep.account('School')
  const page = await signedInPage(dep.app, { at: '/dep/profiles/new' })
  await heading(page, 'New DEP profile')
  expect(await page.getByLabel('MDM server URL').inputValue()).toBe(`${dep.app.url}/apple/enroll`)

  await page.getByRole('button', { name: 'Fill in from JSON' }).click()
  const dialog = page.getByRole('dialog', { name: 'Fill in from JSON' })
  await dialog.getByLabel('JSON of the profile').fill('{')
  await dialog.getByRole('button', { name: 'Read' }).click()
  await see(dialog, 'This is not JSON')
  const json = {
    profile_name: 'Old',
    url: 'https://old.example/',
    supervised: true,
    is_shiny: 1,
    department: 'IT',
  }
  await dialog.getByLabel('JSON of the profile').fill(JSON.stringify(json))
  await dialog.getByRole('button', { name: 'Read' }).click()
  await see(dialog, 'Not known and left out')
  await see(dialog, 'is_shiny')
  await see(dialog, "Apple's name is is_supervised")
  await dialog.getByRole('button', { name: 'Take over into the form' }).click()
  expect(await page.getByLabel('Profile name').inputValue()).toBe('Old')
  await see(page, 'Devices will ask another server than this one.')

  const files = page.locator('input[type=file][aria-label="Anchor certificates: files"]')
  await files.setInputFiles({
    name: 'root.pem',
    mimeType: 'application/x-pem-file',
    buffer: Buffer.from(pem(testCertificate({ name: 'School root' }))),
  })
  await see(page, 'CN=School root')
  await page.locator('pre', { hasText: testCertificate({ name: 'School root' }) }).waitFor()
  await files.setInputFiles({ name: 'x.pem', mimeType: 'text/plain', buffer: Buffer.from('nothing') })
  await see(page, 'File 1 is not an X.509 certificate')

  await page.locator('label', { hasText: 'Apple TV' }).first().click()
  await see(page, 'Apple TV room')
  expect(await page.getByRole('checkbox', { name: 'FileVault' }).count()).toBe(0)
  await page.getByRole('switch', { name: 'Skip all panes, including future ones' }).check()
  await see(page, 'All panes that are known are skipped')
  await page.locator('pre', { hasText: 'LiquidGlass' }).waitFor()

  await page.getByRole('switch', { name: /^The user may remove/ }).uncheck()
  await page.getByRole('switch', { name: /^Supervised/ }).uncheck()
  await see(page, 'Apple would refuse this')
  await page.getByRole('switch', { name: /^Supervised/ }).check()
  await page.getByRole('button', { name: 'Define at Apple' }).click()
  await heading(page, 'Old')
  await see(page, 'CN=School root')
})

test('a revision shows whom it touches, is followed to its end, and the versions can be compared', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account('School')
  const { id } = await defineAndAssign(dep, account.id)
  await dep.portal('/activate', { serial: devices[0] })
  await dep.sync(account.id)
  await dep.portal('/faults', { failed: [devices[2]!] })
  const page = await signedInPage(dep.app, { at: `/dep/profiles/${id}` })
  await page.getByRole('link', { name: 'Revise' }).click()
  await page.getByLabel('Department').fill('IT of the school')
  await page.getByRole('button', { name: 'Check what this does' }).click()
  await see(page, '1 keeps it until it is erased')
  await see(page.getByRole('table', { name: 'What changes' }), 'IT of the school')
  await page.getByRole('button', { name: 'Back to the fields' }).click()
  expect(await page.getByLabel('Department').inputValue()).toBe('IT of the school')
  await page.getByRole('button', { name: 'Check what this does' }).click()
  await page.getByRole('button', { name: 'Define version 2 and bring it to 3 devices' }).click()

  await heading(page, 'Pupils, version 2')
  await see(page, '2 of 3 confirmed by Apple')
  await page
    .getByRole('main')
    .getByRole('link', { name: /Refused/ })
    .click()
  await see(page.getByRole('row', { name: devices[2]! }), 'Refused')
  await dep.portal('/faults', { reset: true })
  await page.getByRole('button', { name: 'Try now' }).click()
  await see(page, '3 of 3 confirmed by Apple')
  await see(page, 'Done')

  await page.getByRole('link', { name: 'See the profile' }).click()
  await heading(page, 'Pupils')
  await see(page, 'Compare two versions')
  await see(page.getByRole('table', { name: 'What changes' }), 'IT of the school')
  await page.getByRole('link', { name: 'Version 1' }).first().click()
  await see(page, 'There is a later version')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Profiles' }).click()
  const row = page.getByRole('row', { name: /Pupils/ })
  await see(row, '3 devices')
})

test('a profile that was defined elsewhere is found by its UUID', async () => {
  const dep = await depTest({ apple: { devices } })
  await dep.account('School')
  const uuid = '00112233445566778899AABBCCDDEEFF'
  const profile = { profile_name: 'Old server', url: 'https://old.example/' }
  for (const server of dep.apple.apple.organization.servers.values()) server.profiles.set(uuid, profile)
  const page = await signedInPage(dep.app, { at: '/dep/profiles' })
  await page.getByRole('button', { name: 'Find by UUID' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Find by UUID' })
  await dialog.getByLabel('UUID at Apple').fill('00112233-4455-6677-8899-aabbccddeef0')
  await dialog.getByRole('button', { name: 'Find', exact: true }).click()
  await see(dialog, 'DEP profile not found')
  await dialog.getByLabel('UUID at Apple').fill('00112233-4455-6677-8899-aabbccddeeff')
  await dialog.getByRole('button', { name: 'Find', exact: true }).click()
  await heading(page, 'Old server')
  await see(page, 'Defined elsewhere')
})

test('editor, wizard and the page of a revision are without faults in light and dark, and fit 360 pixels', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account('School')
  const profile = await defineAndAssign(dep, account.id)
  await dep.portal('/faults', { failed: [devices[2]!] })
  const more = {
    department: 'IT',
    anchorCerts: [testCertificate(), testCertificate({ name: 'Old', notAfter: '2020-01-01' })],
  }
  const { body: revision } = await dep.app.api('POST', `/dep/profiles/${profile.id}/revise`, {
    ...profile.fields,
    ...more,
  })
  const page = await signedInPage(dep.app)
  const faults: string[] = []
  const places = {
    list: '/dep/profiles',
    new: '/dep/profiles/new',
    profile: `/dep/profiles/${revision.profileId}`,
    revise: `/dep/profiles/${revision.profileId}/revise`,
    check: `/dep/profiles/${revision.profileId}/revise`,
    revision: `/dep/revisions/${revision.id}`,
  }
  for (const [name, address] of Object.entries(places)) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`${dep.app.url}${address}`)
    if (name === 'check') {
      await page.getByLabel('Department').fill('HR')
      await page.getByRole('button', { name: 'Check what this does' }).click()
      await see(page, 'What it touches')
    }
    await settled(page)
    await shot(page, `${name}-light`)
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`))
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
    await shot(page, `${name}-dark`)
    const dark = await accessibilityFaults(page, { rules: ['color-contrast'] })
    faults.push(...dark.map((fault) => `${name}, dark: ${fault}`))
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 360, height: 740 })
    await settled(page)
    await shot(page, `${name}-360`)
    if (await isTooWide(page)) faults.push(`${name}: wider than 360 pixels`)
  }
  expect(faults).toEqual([])
}, 120_000)

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root, [data-loading]'))
}

/** BROWSER_PICTURES names a folder for pictures to look at. */
async function shot(page: Page, name: string): Promise<void> {
  const { BROWSER_PICTURES: folder } = process.env
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
