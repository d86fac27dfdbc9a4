import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { accessibilityFaults, closeBrowser, dropFile, heading, see, signedInPage } from './support/browser.ts'
import { readCodes } from './support/read-codes.ts'
import { testApp, type TestApp } from './support/test-app.ts'
import { wellMade } from './support/browser-well-made.ts'

afterAll(closeBrowser)

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const list =
  'IMEI,Serial Number,Manufacturer,Room\r\n490154203237518,,,12\r\n,R58M1,Samsung,13\r\n,R58M2,,14\r\n'
const shots = process.env['BULK_SHOTS']

const isWellMade = wellMade(shots)

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
  await dropFile(page, zone, { name: 'wrong.csv', bytes: 'a,b\r\n1,2\r\n' })
  await button(page, 'Check the list').click()
  await see(page, 'Correct the first line of the file, and choose the file again.')
  expect(await button(page, 'Find the format automatically').count()).toBe(0)
  await button(page, 'Remove wrong.csv').click()
  await dropFile(page, zone, { name: 'grade-5.csv', bytes: list })
  await button(page, 'Check the list').click()
  await see(page, /1 row/)
  await isWellMade(page, 'plan')
  // Going on would leave the file where it is.
  await button(page, 'Without list for now').waitFor()
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
  await button(page, 'Refresh').click()
  await dialogOf(page).getByRole('button', { name: 'Refresh' }).click()
  await dialogOf(page).waitFor({ state: 'detached' })
  const { token: renewed } = (await app.api('GET', `/bulk-enrollments/${items[0].id}`)).body
  await see(page, renewed)
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('img.bulk-code')?.complete)
  const [again] = await readCodes(new Uint8Array(await picture.screenshot()))
  expect(again).toContain(renewed)
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
})

const imeis = ['490154203237518', '356938035643809']

/** A bulk enrollment whose code can be drawn, with devices by their IMEI. */
async function aList(app: TestApp, devices: object[], more: object = {}) {
  const bulk = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })).body
  await app.api('PUT', `/bulk-enrollments/${bulk.id}/configuration`, { agent })
  for (const device of devices) await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, device)
  return bulk
}

test('the list of lists: a user, the only device, the inventory, and what becomes of devices that wait', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const { id } = await aList(app, [{ imei: imeis[0], identifier: 'tab-1' }])
  const page = await signedInPage(app, { at: '/bulk' })
  for (const column of ['Profile name', 'Description', 'Last modified', 'Type', 'No of devices'])
    await page.getByRole('columnheader', { name: column }).waitFor()
  for (const column of ['Associated user', 'Token', 'Token expiry'])
    await page.getByRole('columnheader', { name: column, exact: true }).waitFor()
  await see(page, 'Self Maintained')
  await isWellMade(page, 'lists')
  await button(page, 'Modify user of Grade 5').click()
  await dialogOf(page).getByRole('combobox', { name: 'Associated user' }).fill('ana')
  // A press beside the fields is not one on the row behind them.
  await dialogOf(page).getByText('Who uses the devices of Grade 5?').click()
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await see(page, 'Grade 5 is saved.')
  await see(page.getByRole('table'), 'ana')

  await button(page, 'Acts for Grade 5').click()
  const inventory = page.getByRole('menuitem', { name: 'Download existing inventory' })
  expect(await inventory.getAttribute('href')).toBe(`/api/v1/bulk-enrollments/${id}/devices.csv`)
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await dialogOf(page).getByRole('textbox', { name: 'Manufacturer' }).fill('Nokia')
  await isWellMade(page, 'edit-device')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await see(page, '1 device is changed.')
  const { items } = (await app.api('GET', `/bulk-enrollments/${id}/devices`)).body
  expect(items).toMatchObject([{ identifier: 'tab-1', imei: imeis[0], manufacturer: 'Nokia' }])

  await app.api('POST', `/bulk-enrollments/${id}/devices`, { imei: imeis[1] })
  await page.reload()
  await button(page, 'Acts for Grade 5').click()
  expect(await page.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0)
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await see(dialogOf(page), '2 devices have not enrolled yet. What becomes of them?')
  await isWellMade(page, 'delete')
  await dialogOf(page).getByRole('radio', { name: 'Are deleted too' }).check()
  await dialogOf(page).getByRole('button', { name: 'Delete' }).click()
  await see(page, 'No bulk enrollments yet')
  expect((await app.api('GET', '/devices')).body.total).toBe(0)
})

test('devices by the rules of their list: added, changed together, deleted', async () => {
  const app = await testApp()
  const { id } = await aList(app, [{ imei: imeis[0], identifier: 'tab-1' }])
  const page = await signedInPage(app, { at: `/bulk/${id}` })
  await heading(page, 'Grade 5')
  await button(page, 'Edit rules').click()
  await button(page, 'Add rule').click()
  await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill('Room')
  await dialogOf(page).getByRole('combobox', { name: 'Type' }).click()
  await page.getByRole('option', { name: 'Number' }).click()
  await button(page, 'Add rule').click()
  await isWellMade(page, 'rules')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await dialogOf(page).locator('[aria-invalid=true]').first().waitFor()
  await button(page, 'Remove rule').last().click()
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await dialogOf(page).waitFor({ state: 'detached' })

  await button(page, 'Add device').click()
  await dialogOf(page).getByRole('textbox', { name: 'IMEI' }).fill(imeis[1]!)
  await dialogOf(page).getByRole('textbox', { name: 'Room' }).fill('twelve')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await see(dialogOf(page), /Room must be a number/)
  await isWellMade(page, 'add-device')
  await dialogOf(page).getByRole('textbox', { name: 'Room' }).fill('12')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await see(page, /is on the list/)
  await see(page, 'Room: 12')

  await page.getByRole('checkbox', { name: 'Select all rows that are loaded' }).check()
  await page.getByRole('button', { name: 'Edit', exact: true }).last().click()
  await see(dialogOf(page), 'Edit 2 devices')
  await dialogOf(page).getByRole('textbox', { name: 'Room' }).fill('7')
  await dialogOf(page).getByRole('button', { name: 'Save' }).click()
  await see(page, '2 devices are changed.')
  const { items } = (await app.api('GET', `/bulk-enrollments/${id}/devices`)).body
  expect(items.map((device: { customAttributes: object }) => device.customAttributes)).toEqual([
    { Room: '7' },
    { Room: '7' },
  ])
  await page.getByRole('button', { name: 'Delete', exact: true }).last().click()
  await see(dialogOf(page), 'Delete 2 devices?')
  await dialogOf(page).getByRole('button', { name: 'Delete' }).click()
  await see(page, 'No devices yet')
})

test('the agent of a device: what it said, what it is asked to do, and wiping only by its name', async () => {
  const app = await testApp()
  const { token } = await aList(app, [{ imei: imeis[0], identifier: 'tab-1' }])
  const answer = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ imei: imeis[0], manufacturer: 'Nokia', nonce: 'a-nonce-of-one-setup' }),
  })
  expect(answer.status).toBe(200)
  const { items } = (await app.api('GET', '/devices')).body
  const page = await signedInPage(app, { at: `/devices/${items[0].id}` })
  await heading(page, 'tab-1')
  await page.getByRole('link', { name: 'Grade 5' }).waitFor()
  await see(page, 'manufacturer: Nokia')
  await button(page, 'Sync').click()
  await button(page, 'Send message').click()
  await dialogOf(page).getByRole('textbox', { name: 'Text' }).fill('Come back to room 12')
  await dialogOf(page).getByRole('button', { name: 'Send' }).click()
  const commands = page.getByRole('list', { name: 'Commands' })
  await see(commands, 'Come back to room 12')
  await see(commands, 'Waiting')
  await isWellMade(page, 'agent')
  await button(page, 'Wipe').click()
  const wipe = dialogOf(page).getByRole('button', { name: 'Wipe' })
  expect(await wipe.isDisabled()).toBe(true)
  await dialogOf(page).getByRole('textbox').fill('tab-1')
  await isWellMade(page, 'wipe')
  await wipe.click()
  await see(commands, 'Wipe')
  await button(page, 'Revoke token').click()
  await see(dialogOf(page), 'the next phone that names its numbers may enroll')
  await isWellMade(page, 'revoke')
  await dialogOf(page).getByRole('button', { name: 'Revoke token' }).click()
  await see(page, 'No agent has registered for this device.')

  await page.goto(`${app.url}/what-if`)
  await page.getByRole('combobox', { name: 'Channel' }).click()
  await page.getByRole('option', { name: 'Android' }).click()
  await page.getByRole('combobox', { name: 'Bulk enrollment' }).click()
  await page.getByRole('option', { name: 'Grade 5' }).click()
  await page.getByRole('textbox', { name: 'IMEI' }).fill(imeis[1]!)
  await isWellMade(page, 'what-if')
  await button(page, 'Ask').click()
  await see(page, 'Refused')
})

test('a handover kit has a page for each device: the code of its list, or its link; others are named', async () => {
  const app = await testApp()
  const { id } = await aList(app, [
    { imei: imeis[0], identifier: 'tab-1' },
    { imei: imeis[1], identifier: 'tab-2' },
  ])
  for (const identifier of ['mac-1', 'mac-2'])
    await app.api('POST', '/devices', { identifier, platform: 'macos' })
  const [mac] = (await app.api('GET', '/devices?q=mac-1')).body.items
  const made = await app.api('POST', '/enrollment-requests', { deviceIds: [mac.id], channel: 'qr' })
  expect(made.status).toBeLessThan(300)
  const page = await signedInPage(app, { at: '/handover' })
  await see(page, 'Nothing to print')
  await page.goto(`${app.url}/devices`)
  await page.getByRole('checkbox', { name: 'Select all rows that are loaded' }).check()
  await button(page, 'Print handover kit').click()
  await heading(page, 'Handover kit')
  for (const name of ['tab-1', 'tab-2', 'mac-1']) await page.getByRole('article', { name }).waitFor()
  expect(await page.getByRole('article').count()).toBe(3)
  await see(page, '1 device has no page')
  await see(page, /mac-2 has no enrollment link/)
  await isWellMade(page, 'kit')
  const picture = page.getByRole('article', { name: 'tab-2' }).getByRole('img')
  expect(await readCodes(new Uint8Array(await picture.screenshot()))).toEqual([
    JSON.stringify((await app.api('GET', `/bulk-enrollments/${id}/qr.json`)).body),
  ])
  await page.emulateMedia({ media: 'print' })
  if (shots) await page.pdf({ path: `${shots}/kit.pdf` })
  expect(await page.getByText('1 device has no page').isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
  await button(page, 'Make a link for 1 device').click()
  await heading(page, 'Send enrollment requests')
})

test('without token there is no token step; those who may only read see neither token nor code', async () => {
  const app = await testApp()
  const { id } = await aList(app, [{ imei: imeis[0] }], { withoutToken: true })
  const page = await signedInPage(app, { at: `/bulk/${id}/setup` })
  await heading(page, 'Set up Grade 5')
  const steps = page.getByRole('navigation', { name: 'Steps of a bulk enrollment' })
  expect(await steps.getByText('Token').count()).toBe(0)
  await button(page, 'Done').click()
  await heading(page, 'Grade 5')
  await see(page, 'Devices enroll by what the list says of them, without token.')
  expect(await button(page, 'Refresh').count()).toBe(0)

  const second = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 6' })).body
  const reader = await signedInPage(app, { at: `/bulk/${second.id}`, role: 'Auditor' })
  await heading(reader, 'Grade 6')
  await see(reader, 'Shown to those who may change bulk enrollments')
  for (const name of ['Edit', 'Delete', 'Add device', 'Refresh'])
    expect(await button(reader, name).count()).toBe(0)
  expect(await reader.getByRole('img', { name: /QR code/ }).count()).toBe(0)
  expect(await accessibilityFaults(reader)).toEqual([])
})

test('a new file of a list: what it does not name stays until somebody takes it off', async () => {
  const app = await testApp()
  const devices = [
    { imei: imeis[0], identifier: 'tab-1' },
    { imei: imeis[1], identifier: 'tab-2' },
  ]
  const { id } = await aList(app, devices)
  const page = await signedInPage(app, { at: `/bulk/${id}` })
  await page.getByRole('link', { name: 'Upload list' }).click()
  const bytes = `IMEI,Room\r\n${imeis[0]},12\r\n`
  await dropFile(page, 'Drop a CSV file here, or press to choose one', { name: 'new.csv', bytes })
  await button(page, 'Check the list').click()
  await button(page, 'Apply: 1 device is changed').click()
  await see(page, '1 device of the list is not in this file')
  await see(page, 'Such as tab-2.')
  await button(page, 'Take off the list').click()
  await dialogOf(page).getByRole('radio', { name: 'Are deleted too' }).check()
  await isWellMade(page, 'unlisted')
  await dialogOf(page).getByRole('button', { name: 'Take off the list' }).click()
  await see(page, '1 device is off the list.')
  await page.getByText('1 device of the list is not in this file').waitFor({ state: 'detached' })
  expect((await app.api('GET', '/devices')).body.items).toMatchObject([{ identifier: 'tab-1' }])
})
