import { afterAll, expect, test } from 'vitest'
import { closeBrowser, heading, see, signedInPage } from './support/browser.ts'
import { dropCsv, goOn, mapColumn, openImport, readCsv, rowsTable } from './support/browser-import.ts'
import { fixture } from './support/import.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

test('a file can be taken away or replaced before it is read', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await dropCsv(page, 'wrong.csv', 'Identifier,OS\na,ios\n')
  await see(page, 'wrong.csv')
  await page.getByRole('button', { name: 'Remove wrong.csv' }).click()
  await dropCsv(page, 'wrong.csv', 'Identifier,OS\na,ios\n')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a different file' }).click()
  const right = { name: 'right.csv', mimeType: 'text/csv', buffer: Buffer.from('Identifier,OS\nb,ios\n') }
  await (await chooser).setFiles(right)
  await see(page, 'right.csv')
  // What was chosen is still there after a look elsewhere.
  await page.getByRole('link', { name: 'All devices' }).click()
  await heading(page, 'Devices')
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await heading(page, 'right.csv')
})

test('an encoding that is not certain is asked for, with the words as each would read them', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  const bytes = Buffer.from('Identifier,Description,OS\na1,\xc4\xd6\xdc,ios\n', 'latin1')
  await readCsv(page, 'umlauts.csv', bytes)
  await see(page, 'How is this file encoded?')
  await see(page, /ÄÖÜ/)
  await see(page, /ﾄﾖﾜ/)
  await page.getByRole('button', { name: 'Read it as Western European (Windows-1252)' }).click()
  await heading(page, 'umlauts.csv')
  await rowsTable(page)
    .getByRole('row', { name: /Description: ÄÖÜ/ })
    .waitFor()
})

test('a list that no format fits is mapped by hand', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await readCsv(page, 'recipe.csv', 'Thing,Kind,Shelf\nBOX-1,ios,A\nBOX-2,ios,B\n')
  await see(page, 'This list is new to Muster')
  const read = page.getByRole('button', { name: 'Read it with these columns' })
  expect(await read.isDisabled()).toBe(true)
  await see(page.getByRole('list', { name: 'What the columns are' }), 'BOX-2')
  await mapColumn(page, 'Thing', 'Identifier Names the device')
  await mapColumn(page, 'Kind', 'Platform')
  await mapColumn(page, 'Shelf', 'Custom attribute …')
  await read.click()
  await heading(page, 'recipe.csv')
  await page.getByRole('link', { name: '2 New' }).waitFor()
  await goOn(page, 'Apply')
  await page.getByRole('button', { name: 'Apply 2 rows' }).click()
  await see(page, '2 new, 0 changed, 0 rejected.')
  const { body } = await app.api('GET', '/devices/identifier:BOX-2')
  expect(body).toMatchObject({ platform: 'ios', customAttributes: { Shelf: 'B' } })
})

test('what cannot be read says what is wrong, where, and what to do, and leaves nothing in the history', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  const alert = page.getByRole('alert')
  const replace = async (name: string, bytes: string) => {
    await page.getByRole('button', { name: /^Remove / }).click()
    await readCsv(page, name, bytes)
  }
  await readCsv(page, 'quote.csv', 'Identifier,OS\na1,"ios\n')
  await see(alert, 'The file cannot be read as a CSV')
  await see(alert, 'Line 2')
  await replace('nothing.csv', '')
  await see(alert, 'The file is empty')
  await replace('photo.png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0')
  await see(alert, /The file cannot be read as a CSV|encoding/)
  await see(page, 'No imports yet')
})

test('strict refuses what guided mode reads, and the same file is read without it', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await page.getByRole('button', { name: 'Options' }).click()
  await page.getByRole('switch', { name: 'Strict' }).check()
  await readCsv(page, 'example1.csv', fixture('example1.csv'))
  await see(page.getByRole('alert'), 'did you mean DisplayName?')
  await page.getByRole('button', { name: 'Import without Strict' }).click()
  await heading(page, 'example1.csv')
  await see(page.getByRole('listitem').filter({ hasText: 'DEPMethode' }).last(), 'Nearest name')
})

test('options are for this import: users only, and users that exist stay as they are', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await page.getByRole('button', { name: 'Options' }).click()
  await page.getByRole('switch', { name: 'Pre-enroll the devices' }).uncheck()
  await openImport(page, 'example1.csv', fixture('example1.csv'))
  await page.getByRole('link', { name: /^File/ }).click()
  await see(page, 'Users only')
  // The browser still has the file: with other options it is read again.
  await page.getByRole('switch', { name: 'Pre-enroll the devices' }).check()
  await page.getByRole('button', { name: 'Read the file again' }).click()
  await page.waitForURL(/imports\/(?!.*step=file)/)
  await page.getByRole('link', { name: /^File/ }).click()
  await see(page, 'Users and devices')
})

test('samples of our formats are in sight, those of other products are found by name', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await page.getByRole('link', { name: /^Sample: Users and devices/ }).waitFor()
  await page.getByRole('button', { name: /lists of other products/ }).click()
  await page.getByRole('searchbox', { name: 'Search a product' }).fill('jamf pro')
  const list = page.getByRole('list', { name: 'Lists of other products' })
  await see(list, 'Inventory preload (Jamf Pro)')
  expect(await list.getByRole('listitem').count()).toBe(1)
  const download = page.waitForEvent('download')
  await list.getByRole('link').click()
  expect((await download).suggestedFilename()).toBe('jamf-preload-sample.csv')
  await page.getByRole('searchbox', { name: 'Search a product' }).fill('nobody')
  await see(page, /No product of this name/)
})
