import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { device, fixture, planAndApply } from './support/import.ts'
import { goOn, goToStep, mapColumn, openImport, rowsTable } from './support/browser-import.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const header = 'Identifier,OS,Serial,DisplayNam,Room,DEPMethod'
const list = `${header}
tab-01,ios,C02XK1ZLJGH5,Tablet 1,12,Serial
tab-02,ios,C02XK1ZLJGH6,Tablet 2,13,Serial
tab-03,ios,C02XK1ZLJGH5,Tablet 3,13,Serial
`

test('a list is corrected by hand, checked, its good rows applied, and the import undone', async () => {
  const app = await testApp()
  const page = await signedInPage(app)
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await openImport(page, 'tablets.csv', list)

  // Columns that were guessed or not found come first.
  await page.getByRole('heading', { name: '2 columns want a look' }).waitFor()
  const wanting = page.getByRole('list', { name: '2 columns want a look' })
  await see(wanting.getByRole('listitem').filter({ hasText: 'DisplayNam' }).first(), 'Nearest name')
  await mapColumn(page, 'Room', 'Custom attribute …')
  await page.getByLabel('Name of the attribute for Room').fill('Classroom')
  await page.getByRole('button', { name: 'Save and continue: Check' }).click()

  await page.getByRole('heading', { name: 'What would change' }).waitFor()
  await page.getByRole('link', { name: '2 New' }).waitFor()
  await see(page, '1 row cannot be imported')
  await rowsTable(page)
    .getByRole('row', { name: /tab-03.*serial already used on line 2/ })
    .waitFor()
  await page.getByRole('link', { name: '1 Rejected', exact: true }).click()
  await rowsTable(page)
    .getByRole('row', { name: /New tab-01/ })
    .waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('outcome')).toBe('reject')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('button', { name: 'tab-01', exact: true }).click()
  const drawer = page.getByRole('dialog', { name: 'Line 2: tab-01' })
  await drawer.getByRole('row', { name: 'Classroom – 12' }).waitFor()
  await page.keyboard.press('j')
  await page.getByRole('dialog', { name: 'Line 3: tab-02' }).waitFor()
  await page.keyboard.press('Escape')

  await goOn(page, 'Apply')
  const apply = page.getByRole('button', { name: 'Apply 2 rows' })
  expect(await apply.isDisabled()).toBe(true)
  await page.getByLabel('Apply the good rows and leave out the rejected ones').check()
  await see(page, '1 row is left out')
  await apply.click()

  await see(page, '2 new, 0 changed, 1 rejected.')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download 1 rejected row' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.csv$/)
  expect(await device(app, 'tab-01')).toMatchObject({ customAttributes: { Classroom: '12' } })

  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  const undo = page.getByRole('dialog', { name: 'Undo tablets.csv?' })
  await see(undo, '2 records that the import made are removed')
  await undo.getByRole('button', { name: 'Undo the import' }).click()
  await see(page, '0 put back, 2 removed, 0 kept.')
  expect((await app.api('GET', '/devices/identifier:tab-01')).status).toBe(404)
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await page.getByRole('row', { name: /tablets\.csv.*Undone/ }).waitFor()
})

test('what was corrected by hand is remembered for the next file with this header', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await openImport(page, 'first.csv', list)
  await mapColumn(page, 'Room', 'Description Free text')
  await page.getByRole('button', { name: 'Save and continue: Check' }).click()
  await page.getByRole('heading', { name: 'What would change' }).waitFor()
  await page.getByRole('link', { name: 'Upload another file' }).click()
  await openImport(page, 'second.csv', list)
  await goToStep(page, 'Columns')
  await see(page.getByRole('listitem').filter({ hasText: 'Room' }).last(), 'As set before')
})

test('two columns cannot go to one field, and a list needs something that names its rows', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await openImport(page, 'tablets.csv', list)
  const save = page.getByRole('button', { name: 'Save and continue: Check' })
  await mapColumn(page, 'Room', 'Display name')
  await see(page, 'Also chosen for DisplayNam')
  expect(await save.isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Take back the changes' }).click()
  for (const column of ['Identifier', 'Serial']) await mapColumn(page, column, 'Not imported')
  await see(page, 'Missing')
  expect(await save.isDisabled()).toBe(true)
})

test('who leaves comes back to the same step, with what was chosen there', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await openImport(page, 'example2.csv', fixture('example2.csv'))
  await goOn(page, 'Apply')
  await page.getByLabel('Apply the good rows and leave out the rejected ones').check()
  await goToStep(page, 'Check')
  await goToStep(page, 'Apply')
  expect(await page.getByLabel('Apply the good rows and leave out the rejected ones').isChecked()).toBe(true)

  await page.getByRole('link', { name: 'Upload another file' }).click()
  await page.getByRole('link', { name: 'example2.csv' }).click()
  await page.getByRole('heading', { name: 'What will happen' }).waitFor()
  expect(await page.getByLabel('Apply the good rows and leave out the rejected ones').isChecked()).toBe(true)
  await page.reload()
  await page.getByRole('heading', { name: 'What will happen' }).waitFor()
})

test('many cleared values are confirmed by their number, and shown before anything changes', async () => {
  const app = await testApp()
  const columns = 'Identifier,OS,DisplayName,Description'
  const lines = Array.from({ length: 30 }, (_, at) => `tab-${at},ios,Tablet ${at},On cart ${at}`)
  await planAndApply(app, [columns, ...lines].join('\n'))
  const page = await signedInPage(app, { at: '/imports' })
  const cleared = Array.from({ length: 30 }, (_, at) => `tab-${at},ios,,On cart ${at}`)
  await openImport(page, 'cleared.csv', [columns, ...cleared].join('\n'))

  await see(page, '30 values are cleared')
  await page.getByRole('link', { name: 'See the rows: Clears a value' }).click()
  await rowsTable(page)
    .getByRole('row', { name: /tab-7 Display name: Tablet 7 → cleared/ })
    .waitFor()
  await goOn(page, 'Apply')
  const apply = page.getByRole('button', { name: 'Apply 30 rows' })
  expect(await apply.isDisabled()).toBe(true)
  await page.getByLabel('Number of cleared values').fill('31')
  await see(page, 'The number is 30')
  expect(await apply.isDisabled()).toBe(true)
  await page.getByLabel('Number of cleared values').fill('30')
  await apply.click()
  await see(page, '0 new, 30 changed, 0 rejected.')
  expect(await device(app, 'tab-7')).toMatchObject({ displayName: null, description: 'On cart 7' })
})

test('pressing twice applies once', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await openImport(page, 'tab.csv', 'Identifier,OS\ntab-01,ios\n')
  await goOn(page, 'Apply')
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/apply')) asked++
  })
  await page.getByRole('button', { name: 'Apply 1 row' }).dblclick()
  await see(page, '1 new, 0 changed, 0 rejected.')
  expect(asked).toBe(1)
  expect((await app.api('GET', '/imports')).body.items).toMatchObject([{ result: { created: 1 } }])
})

test('a plan that is no longer true is made again, and says what is different', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  await openImport(page, 'tab.csv', 'Identifier,OS,DisplayName\ntab-01,ios,Tablet 1\n')
  await goOn(page, 'Apply')
  await planAndApply(app, 'Identifier,OS,DisplayName\ntab-01,ios,Tablet\n')
  await page.getByRole('button', { name: 'Apply 1 row' }).click()
  await see(page, /The plan was made again .*: 1 row is different now/)
  await see(page, 'Line 2, tab-01: New → Change')
  await rowsTable(page)
    .getByRole('row', { name: /Display name: Tablet → Tablet 1/ })
    .waitFor()
  await goOn(page, 'Apply')
  await page.getByRole('button', { name: 'Apply 1 row' }).click()
  await see(page, '0 new, 1 changed, 0 rejected.')
})

test('somebody is left out of the check-in mails, and the mails that went are counted', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  const rows = ['a', 'b', 'c'].map((name) => `${name},ios,${name}@example.com`)
  await openImport(page, 'mails.csv', ['Identifier,OS,RegistrationEmail', ...rows].join('\n'))
  await goToStep(page, 'Apply')
  await page.getByLabel('To new and changed addresses (3)').waitFor()
  await page.getByRole('button', { name: 'Choose who gets one' }).click()
  await page
    .getByRole('row', { name: /b@example\.com/ })
    .getByRole('checkbox', { name: 'Mail to b' })
    .uncheck()
  await see(page, '2 check-in mails are sent')
  await page.getByRole('button', { name: 'Apply 3 rows' }).click()
  await see(page, '2 waiting')
})

test('an undo keeps what somebody changed since, and says why', async () => {
  const app = await testApp()
  const { id } = await planAndApply(app, 'Identifier,OS\ntab-01,ios\ntab-02,ios\n')
  const { body: tablet, headers } = await app.api('GET', '/devices/identifier:tab-02')
  await app.api(
    'PATCH',
    `/devices/${tablet.id}`,
    { displayName: 'Mine' },
    {
      headers: { 'if-match': headers.get('etag') ?? '*' },
    },
  )
  const page = await signedInPage(app, { at: '/imports' })
  await page.getByRole('button', { name: 'Undo devices.csv' }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo devices.csv?' })
  await see(dialog, '1 thing stays as it is, for a reason')
  await dialog.getByRole('row', { name: /tab-02 The whole record The device .* is not removed/ }).waitFor()
  await dialog.getByRole('button', { name: 'Undo the import' }).click()
  await see(page, 'devices.csv: 0 put back, 1 removed, 1 kept.')
  await page.goto(`${app.url}/imports/${id}`)
  await page.getByRole('region', { name: 'What stays, and why' }).waitFor()
})

test('every step is without faults for assistive technology, in light, dark and at 360 pixels', async () => {
  const app = await testApp()
  await planAndApply(app, 'Identifier,OS,Description\ntab-01,ios,On the cart\n')
  const page = await signedInPage(app, { at: '/imports' })
  const faults: string[] = []
  const check = async (step: string) => {
    await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'))
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${step}: ${fault}`))
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await accessibilityFaults(page, { rules: ['color-contrast'] })
    faults.push(...dark.map((fault) => `${step}, dark: ${fault}`))
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 360, height: 740 })
    if (await isTooWide(page)) faults.push(`${step}: wider than 360 pixels`)
    await page.setViewportSize({ width: 1280, height: 900 })
  }
  await page.getByRole('button', { name: 'Options' }).click()
  await page.getByRole('button', { name: /lists of other products/ }).click()
  await check('file')
  const rows = ['tab-01,ios,,a@example.com,12', 'tab-02,ios,New,b@example.com,13', 'tab-02,ios,,,']
  await openImport(page, 'tab.csv', ['Identifier,OS,Descripton,RegistrationEmail,Room', ...rows].join('\n'))
  await check('columns')
  await goOn(page, 'Check')
  await page.getByRole('heading', { name: 'What would change' }).waitFor()
  await check('check')
  await page.getByRole('button', { name: 'tab-01', exact: true }).click()
  await page.getByRole('dialog').waitFor()
  await check('row')
  await page.keyboard.press('Escape')
  await goOn(page, 'Apply')
  await page.getByRole('button', { name: 'Choose who gets one' }).click()
  await page
    .getByRole('row', { name: /example\.com/ })
    .first()
    .waitFor()
  await check('apply')
  await page.getByLabel('Apply the good rows and leave out the rejected ones').check()
  await page.getByRole('button', { name: /^Apply \d/ }).click()
  await page.getByRole('heading', { name: 'What was done' }).waitFor()
  await check('result')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByRole('button', { name: 'Undo the import' }).waitFor()
  await check('undo')
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await heading(page, 'tab.csv')
  await see(page, /put back/)
  await check('undone')
  expect(faults).toEqual([])
})
