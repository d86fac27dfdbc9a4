import { readFileSync } from 'node:fs'
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
import { openssl } from './support/openssl.ts'
import { testApp, type TestApp } from './support/test-app.ts'

afterAll(closeBrowser)

const profile = (name: string) =>
  readFileSync(new URL(`../src/protocol/mdm/payloads/testdata/${name}.mobileconfig`, import.meta.url))

/** A class with a tablet that is yet to come. */
async function aClass(app: TestApp) {
  const group = (await app.api('POST', '/groups', { name: 'Class 5a' })).body
  const template = (await app.api('POST', '/templates', { name: 'Pupil' })).body
  const device = (
    await app.api('POST', '/devices', { identifier: 'tab-01', platform: 'ipados', groups: ['Class 5a'] })
  ).body
  return { group, template, device }
}

/** Nothing that axe finds, in both sizes that matter. */
async function isWellMade(page: Page) {
  expect(await accessibilityFaults(page)).toEqual([])
  const wide = page.viewportSize()!
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.setViewportSize(wide)
}

async function choose(page: Page, field: string, option: string) {
  await page
    .getByRole('combobox', { name: field })
    .or(page.getByRole('textbox', { name: field }))
    .first()
    .click()
  await page.getByRole('option', { name: option, exact: true }).click()
  await page.keyboard.press('Escape')
}

const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click()

test('a Wi-Fi policy: what is wrong stands at its field, what it touches before it is saved', async () => {
  const app = await testApp()
  const { device } = await aClass(app)
  const page = await signedInPage(app, { at: '/policies' })
  await heading(page, /Policies/)
  await see(page, 'No policies yet')
  await page.getByRole('link', { name: 'Add policy' }).first().click()
  await see(page, 'What should devices get?')
  await isWellMade(page)
  await page.getByRole('link', { name: /Wi-Fi/ }).click()
  await heading(page, 'Add policy: Wi-Fi')
  await page.getByRole('textbox', { name: 'Name of the network (SSID)' }).fill('School')
  await choose(page, 'Proxy', 'By hand')
  await save(page)
  await see(page.getByRole('alert'), /Correct \d fields/)
  await isWellMade(page)
  await choose(page, 'Proxy', 'None')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('School network')
  await page.getByLabel(/^Password/).fill('short')
  await see(page, /No device gets it yet/)
  await choose(page, 'Groups', 'Class 5a')
  await see(page, 'Group Class 5a: 0 enrolled, 1 before enrollment')
  await save(page)
  await see(page, /The password of WPA has 8 to 63 characters/)
  await isWellMade(page)
  await page.getByLabel(/^Password/).fill('long enough')
  await save(page)
  await heading(page, 'School network')
  await see(page, 'kept secret')
  await see(page.getByRole('region', { name: 'Devices' }), 'tab-01')
  await isWellMade(page)

  await page.getByRole('link', { name: 'tab-01' }).click()
  const card = page.getByRole('region', { name: 'Policies' })
  await see(card, 'School network')
  await see(card, /by group Class 5a/)
  await see(card, 'With enrollment')
  await see(card, /when it enrolls/)
  await card.getByRole('link', { name: 'School network' }).click()

  await page.getByRole('link', { name: 'Edit' }).click()
  await see(page, /the one that is stored stays/)
  await page.getByRole('textbox', { name: 'Description' }).fill('For everybody')
  await see(page, /not sent it again/)
  await page.getByRole('switch', { name: 'The network does not show its name' }).click({ force: true })
  await see(page, /It gets the changes too/)
  await save(page)
  await page.getByRole('link', { name: 'Edit' }).waitFor()
  await see(page, 'For everybody')
  const [policy] = (await app.api('GET', '/policies')).body.items
  expect(policy).toMatchObject({ version: 2, content: { hidden: true, hasPassword: true } })

  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog')
  await see(dialog, /1 device has it/)
  await dialog.getByRole('textbox').fill('School network')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await see(page, 'No policies yet')
  expect((await app.api('GET', `/devices/${device.id}/policies`)).body.items).toEqual([])
})

test('an uploaded profile: its tree and what devices would make of it, before it is saved', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/policies/new?kind=configuration-profile', dark: true })
  await heading(page, 'Add policy: Uploaded profile')
  const zone = 'Drop the profile here, or press to choose it'
  await dropFile(page, zone, { name: 'notes.txt', bytes: 'hello' })
  await see(page.getByRole('alert'), /The file cannot be used/)
  await dropFile(page, zone, { name: 'mdm.mobileconfig', bytes: profile('enrollment') })
  await see(page, 'It cannot become a policy as it is.')
  await see(page, /enrolls devices in a management server/)
  await save(page)
  await see(page, 'Choose the file first.')
  await isWellMade(page)

  await dropFile(page, zone, { name: 'school.mobileconfig', bytes: profile('signed') })
  await see(page, /needs supervised devices for allowAppRemoval/)
  await see(page, 'CN=Example signer, O=Example school')
  const tree = page.getByRole('list', { name: 'What is in it' })
  await see(tree, 'SSID_STR')
  await see(tree, 'kept secret')
  expect(await tree.textContent()).not.toContain('not for the tree')
  await isWellMade(page)
  await save(page)
  await heading(page, 'School')
  await see(page.getByRole('list', { name: 'What is in it' }), 'blockedAppBundleIDs')
  await see(page, 'Partly for supervised devices only')
  await isWellMade(page)
})

test('restrictions are found by their words and chosen one by one', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/policies/new?kind=restrictions' })
  await page.getByRole('button', { name: /Lock screen/ }).click()
  await see(page, 'Forbid to change the passcode')
  await isWellMade(page)
  await page.getByRole('searchbox', { name: 'Search restrictions' }).fill('camera')
  await page.getByRole('checkbox', { name: 'Forbid the camera' }).check()
  await page.getByRole('searchbox', { name: 'Search restrictions' }).fill('Days until an update')
  await page.getByRole('textbox', { name: 'Days until an update is shown' }).fill('14')
  await page.getByRole('searchbox', { name: 'Search restrictions' }).fill('')
  await see(page, '2 chosen')
  await page.getByRole('switch', { name: 'Chosen ones only' }).click({ force: true })
  await see(page, 'Forbid the camera')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Exams')
  await save(page)
  await heading(page, 'Exams')
  await see(page, 'Days until an update is shown')
  expect((await app.api('GET', '/policies')).body.items[0].content).toEqual({
    kind: 'restrictions',
    values: { allowCamera: false, enforcedSoftwareUpdateDelay: 14 },
  })
})

test('a certificate with its key is opened before it is saved', async () => {
  const request = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout - -out -'
  const pem = openssl(['req', '-x509', '-subj', '/CN=Cart', ...request.split(' ')])
  const p12 = openssl(['pkcs12', '-export', '-in', 'a.pem', '-passout', 'pass:geheim'], { 'a.pem': pem })
  const app = await testApp()
  const page = await signedInPage(app, { at: '/policies/new?kind=certificate' })
  const zone = 'Drop the certificate here, or press to choose it'
  await dropFile(page, zone, { name: 'cart.pem', bytes: pem })
  await see(page.getByRole('alert'), /private key in the open/)
  await dropFile(page, zone, { name: 'cart.p12', bytes: p12 })
  const password = page.getByLabel('Password of the file')
  await password.fill('falsch')
  await page.getByRole('button', { name: 'Open with the password' }).click()
  await see(page, 'The password does not open the file.')
  await password.fill('geheim')
  await page.getByRole('button', { name: 'Open with the password' }).click()
  await see(page, 'A PKCS#12 file; the password opens it.')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cart')
  await isWellMade(page)
  await save(page)
  await heading(page, 'Cart')
  await see(page, 'PKCS#12 with its key')
})

test('a group gets devices and shows its policies; a template is filled', async () => {
  const app = await testApp()
  const { group, template, device } = await aClass(app)
  await app.api('POST', '/devices', { identifier: 'tab-02', platform: 'ipados' })
  const content = { kind: 'passcode', required: true, minLength: 6 }
  await app.api('POST', '/policies', { name: 'Six digits', groups: ['Class 5a'], content })
  await app.api('POST', '/policies', { name: 'More', content })
  const page = await signedInPage(app, { at: '/groups' })
  await page.getByRole('link', { name: 'Class 5a' }).click()
  await heading(page, 'Class 5a')
  await see(page, 'Six digits')
  await see(page, '1 device')
  await isWellMade(page)
  await page.getByRole('button', { name: 'Add or remove devices' }).click()
  const dialog = page.getByRole('dialog')
  await see(dialog, /nothing chosen would be all/)
  await dialog.getByRole('textbox', { name: 'Which devices' }).fill('tab-0')
  await dialog.getByRole('button', { name: 'Show what happens' }).click()
  await see(dialog, /2 devices are meant; 1 change/)
  expect(await accessibilityFaults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Add 1 device' }).click()
  await see(page, '2 devices')

  await page.goto(`${app.url}/templates/${template.id}`)
  await heading(page, 'Pupil')
  await choose(page, 'Policies', 'More')
  await choose(page, 'Groups', 'Class 5a')
  await page.getByRole('textbox', { name: 'Name of the device' }).fill('iPad {room}')
  await save(page)
  await see(page, /may name \{serial\}/)
  await page.getByRole('textbox', { name: 'Name of the device' }).fill('iPad {serial}')
  await isWellMade(page)
  await save(page)
  await see(page, 'Pupil is saved.')
  expect((await app.api('GET', `/templates/${template.id}`)).body).toMatchObject({
    policies: ['More'],
    groups: ['Class 5a'],
    deviceName: 'iPad {serial}',
  })
  expect(group.name).toBe('Class 5a')
  expect(device.groups).toEqual(['Class 5a'])
})

test('those who may only read policies see them and nothing to press', async () => {
  const app = await testApp()
  const content = { kind: 'passcode', required: true }
  const { id } = (await app.api('POST', '/policies', { name: 'Six digits', content })).body
  const page = await signedInPage(app, { at: `/policies/${id}`, role: 'Help desk' })
  await heading(page, 'Six digits')
  expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0)
})
