import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { closeBrowser, dropFile, heading, see, signedInPage } from './support/browser.ts'
import { testApp } from './support/test-app.ts'
import { wellMade } from './support/browser-well-made.ts'

afterAll(closeBrowser)

const isWellMade = wellMade(process.env['BULK_SHOTS'], 'attributes-')

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const imei = '490154203237518'
const listOf = (room: string) => `IMEI,Room\r\n${imei},${room}\r\n`

test('attributes follow the list where that is wanted, and devices begin with defaults', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/bulk/new' })
  await page.getByRole('textbox', { name: 'Profile name' }).fill('Grade 5')
  const follow = page.getByRole('switch', { name: 'Attributes follow the list' })
  expect(await follow.isChecked()).toBe(false)
  await isWellMade(page, 'profile')
  await button(page, 'Next').click()
  await heading(page, 'Set up Grade 5')
  const [bulk] = (await app.api('GET', '/bulk-enrollments')).body.items
  const rooms = async () =>
    (await app.api('GET', `/bulk-enrollments/${bulk.id}/devices`)).body.items.map(
      ({ customAttributes }: { customAttributes: object }) => customAttributes,
    )

  await page.goto(`${app.url}/bulk/${bulk.id}`)
  await button(page, 'Edit defaults').click()
  const dialog = page.getByRole('dialog')
  await see(dialog, /have not enrolled yet/)
  await dialog.getByRole('button', { name: 'Add attribute' }).click()
  await dialog.getByRole('textbox', { name: 'Name of the attribute' }).fill('Site')
  await dialog.getByRole('textbox', { name: 'Value' }).fill('North')
  await isWellMade(page, 'defaults')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await see(page, 'Site: North')
  await button(page, 'Add device').click()
  await dialog.getByRole('textbox', { name: 'IMEI' }).fill(imei)
  expect(await dialog.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('North')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await rooms()).toEqual([{ Site: 'North' }])
  const register = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imei, token: bulk.token }),
  })
  expect(register.status).toBe(200)

  const upload = async (csv: string, mark?: string) => {
    await page.goto(`${app.url}/bulk/${bulk.id}/setup?at=list`)
    await dropFile(page, 'Drop a CSV file here, or press to choose one', { name: 'list.csv', bytes: csv })
    if (mark) await page.getByRole('textbox', { name: 'Mark that takes an attribute away' }).fill(mark)
    await button(page, 'Check the list').click()
  }
  await upload(listOf('12'))
  await see(page, /The device is enrolled and keeps its custom attributes: Room is none, the row says "12"/)
  await see(page, 'No row of this file changes anything.')
  await isWellMade(page, 'kept')

  await page.goto(`${app.url}/bulk/${bulk.id}`)
  await see(page, 'leave enrolled devices as they are')
  await button(page, 'Edit').first().click()
  await follow.check()
  await isWellMade(page, 'edit')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await see(page, 'change enrolled devices too')
  await isWellMade(page, 'page')
  await upload(listOf('13'))
  await see(page, /The device is enrolled: its custom attributes change at once/)
  await isWellMade(page, 'follows')
  await button(page, 'Apply: 1 device is changed').click()
  await see(page, /The list is uploaded: 0 added, 1 changed/)
  expect(await rooms()).toEqual([{ Site: 'North', Room: '13' }])
  await upload(listOf('gone'), 'gone')
  await button(page, 'Apply: 1 device is changed').click()
  await see(page, /The list is uploaded: 0 added, 1 changed/)
  expect(await rooms()).toEqual([{ Site: 'North' }])
})
