import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { closeBrowser, see, signedInPage } from './support/browser.ts'
import { goToStep, openImport, rowsTable } from './support/browser-import.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const rows = 50_000

function largeList(): string {
  const lines = ['Identifier,OS,Serial,DisplayName,DEPMethod']
  for (let at = 1; at <= rows; at++) {
    const platform = at % 1000 === 0 ? 'beos' : 'ios'
    lines.push(`tab-${at},${platform},C${String(at).padStart(11, '0')},Tablet ${at},Serial`)
  }
  return lines.join('\n')
}

/** Takes the bar of the table to a place of the whole list: 0 is its top, 1 its end. */
const scrollTo = (page: Page, place: number): Promise<void> =>
  page
    .getByRole('region', { name: 'Rows' })
    .evaluate((element, at) => element.scrollTo(0, at * (element.scrollHeight - element.clientHeight)), place)

test('50,000 rows scroll, filter and are searched, with a handful of them in the page', async () => {
  const app = await testApp()
  const page = await signedInPage(app, { at: '/imports' })
  page.setDefaultTimeout(120_000)
  await openImport(page, 'large.csv', largeList())
  await goToStep(page, 'Check')
  await page.getByRole('link', { name: '49,950 New' }).waitFor()
  expect(await rowsTable(page).getAttribute('aria-rowcount')).toBe(String(rows + 1))

  for (const [place, line] of [
    [1, rows],
    [0.5, rows / 2],
    [0.1, rows / 10],
  ] as const) {
    await scrollTo(page, place)
    await rowsTable(page)
      .getByRole('row', { name: new RegExp(`tab-${line} `) })
      .waitFor()
  }
  expect(await rowsTable(page).getByRole('row').count()).toBeLessThan(120)

  await page.getByRole('link', { name: /^50 rows: / }).click()
  await page.locator('table[aria-rowcount="51"]').waitFor()
  await scrollTo(page, 1)
  await rowsTable(page)
    .getByRole('row', { name: /tab-50000 / })
    .waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('searchbox', { name: 'Search rows' }).fill('tab-4321')
  // tab-4321 and tab-43210 to tab-43219
  await see(page, '11 rows')
  await page.getByRole('button', { name: 'tab-43219', exact: true }).focus()
  await page.keyboard.press('k')
  await page.locator(':focus', { hasText: 'tab-43218' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /tab-43218/ }).waitFor()
}, 300_000)
