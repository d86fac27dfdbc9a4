import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { closeBrowser, dropFile, heading, see, signedInPage } from './support/browser.ts'
import { fixture, planAndApply } from './support/import.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const dropCsv = (page: Page, name: string, bytes: string) =>
  dropFile(page, 'Drop a CSV file here, or press to choose one', { name, bytes })

test('a rejected row names the other one, the good rows are applied, and the history keeps it', async () => {
  const app = await testApp()
  const page = await signedInPage(app)
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await dropCsv(page, 'example2.csv', fixture('example2.csv'))

  await heading(page, 'example2.csv')
  await see(page, 'Planned')
  const rejected = page.getByRole('row', { name: /Rejected/ })
  await see(rejected, /serial already used on line 2 by apple001/)
  await page.getByRole('link', { name: '1 Rejected' }).click()
  await page.getByRole('row', { name: /apple001.*value/ }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toBe('?outcome=reject')

  const apply = page.getByRole('button', { name: 'Apply 1 row' })
  expect(await apply.isDisabled()).toBe(true)
  // Leaving and coming back loses nothing: the plan waits in the history.
  await page.getByRole('link', { name: 'Upload another file' }).click()
  await page.getByRole('row', { name: /example2\.csv.*Planned/ }).waitFor()
  await page.getByRole('link', { name: 'example2.csv' }).click()
  await page.getByLabel('Apply the good rows and leave out the rejected ones').check()
  await apply.click()

  await see(page, '1 new, 0 changed, 1 rejected.')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download rejected rows' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.csv$/)
  await page.getByRole('link', { name: 'See the devices' }).click()
  await page.getByRole('row', { name: /apple001.*Enrolling/ }).waitFor()
  expect(await page.getByRole('row', { name: 'apple002' }).count()).toBe(0)

  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await page.getByRole('row', { name: /example2\.csv.*Applied/ }).waitFor()
})

test('misspelt columns are shown with what they become, and each row with its values', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await dropCsv(page, 'example1.csv', fixture('example1.csv'))
  const mapping = page.getByRole('table', { name: 'Where the columns go' })
  for (const row of [/DisplayNam displayName Nearest name/, /DEPMethode depMethod Nearest name/])
    await mapping.getByRole('row', { name: row }).waitFor()
  await see(page, 'About the header')

  await page.getByRole('button', { name: 'apple001' }).click()
  const drawer = page.getByRole('dialog', { name: 'Line 2: apple001' })
  await drawer.getByRole('row', { name: 'displayName – iOS Device 1' }).waitFor()
})

test('values that a file clears are counted and shown before anything changes', async () => {
  const app = await testApp()
  const header = 'Identifier,OS,Serial,DisplayName,Description'
  await planAndApply(app, `${header}\ntab-01,ios,C02XK1ZLJGH5,Tablet 1,On the cart\n`)
  const page = await signedInPage(app, { at: '/imports' })
  await dropCsv(page, 'cleared.csv', `${header}\ntab-01,ios,C02XK1ZLJGH5,,On the desk\n`)

  await see(page, 'This import clears 1 value: a blank cell in a column that the file has.')
  await page
    .getByRole('row', { name: /displayName: Tablet 1 cleared.*description: On the cart On the desk/ })
    .waitFor()
  await page.getByRole('button', { name: 'Apply 1 row' }).click()
  await see(page, '0 new, 1 changed, 0 rejected.')
  const { body } = await app.api('GET', '/devices/identifier:tab-01')
  expect(body).toMatchObject({ displayName: null, description: 'On the desk' })
})

test('what is no device list is refused with what to do, and leaves nothing in the history', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  const alert = page.getByRole('alert')
  await dropCsv(page, 'photo.png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0')
  await see(alert, /The file cannot be read as a CSV|The format of the file is not known|encoding/)
  await dropCsv(page, 'recipe.csv', 'Flour,Sugar\n200 g,100 g\n')
  await see(alert, 'The format of the file is not known')
  await see(alert, 'Choose the format, or start from a sample file.')
  await dropCsv(page, 'nothing.csv', '')
  await see(alert, 'The file is empty')
  await see(page, 'No imports yet')
})
