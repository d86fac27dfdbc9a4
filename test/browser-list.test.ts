import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { addDevices } from '../src/devices/add-devices.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { closeBrowser, heading, see, signedInPage } from './support/browser.ts'
import { testApp, type TestApp } from './support/test-app.ts'

afterAll(closeBrowser)

const numbered = (n: number) => String(n).padStart(5, '0')

/** dev-00001, dev-00002 ...: every tenth a Mac, every hundredth expired. */
async function fill({ platform }: TestApp, count: number): Promise<void> {
  for (let from = 0; from < count; from += 2000)
    await platform.db.transaction().execute((trx) =>
      addDevices(
        trx,
        platform,
        { actor: systemActor, source: 'csv' },
        Array.from({ length: Math.min(2000, count - from) }, (_, index) => {
          const n = from + index + 1
          return {
            identifier: `dev-${numbered(n)}`,
            serial: `SERIAL${numbered(n)}`,
            platform: n % 10 === 0 ? ('macos' as const) : ('ios' as const),
            expiresAt: n % 100 === 0 ? new Date('2026-01-01') : null,
          }
        }),
      ),
    )
}

const drawnRows = (page: Page) => page.locator('tr[data-row]').count()
const firstCell = (page: Page, n: number) =>
  page.getByRole('link', { name: `dev-${numbered(n)}`, exact: true })

test('ten thousand rows: only those in sight are drawn, down to the last', async () => {
  const app = await testApp()
  await fill(app, 10_000)
  const page = await signedInPage(app, { at: '/devices', height: 600 })
  await firstCell(page, 1).waitFor()
  await see(page, '10,000')
  expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001')

  const frame = page.getByRole('region', { name: 'Devices' })
  const lastDrawn = () => page.locator('tr[data-row]').last().getAttribute('aria-rowindex')
  let most = 0
  await frame.focus()
  // Each time the end of what is loaded comes in sight, more is loaded.
  while ((await lastDrawn()) !== '10001') {
    await page.keyboard.press('End')
    most = Math.max(most, await drawnRows(page))
  }
  await firstCell(page, 10_000).waitFor()
  expect(most).toBeGreaterThan(10)
  expect(most).toBeLessThan(80)
  await frame.hover()
  await page.mouse.wheel(0, -500_000)
  await firstCell(page, 1).waitFor()
  expect(await drawnRows(page)).toBeLessThan(80)
})

test('filters, search, order and views live in the address', async () => {
  const app = await testApp()
  await fill(app, 300)
  const page = await signedInPage(app, { at: '/devices' })
  const search = () => new URL(page.url()).searchParams.toString()
  const total = (count: string) => page.getByRole('main').getByText(count, { exact: true }).waitFor()
  await total('300')

  await page.getByText('Expired', { exact: true }).click()
  await total('3')
  await page.getByRole('combobox', { name: 'Platform' }).click()
  await page.getByRole('option', { name: 'macOS' }).click()
  await page.getByRole('button', { name: 'Identifier' }).click()
  await page.getByRole('searchbox', { name: 'Search devices' }).fill('dev-002')
  await total('1')
  expect(search()).toBe('status=expired&platform=macos&sort=-identifier&q=dev-002')

  await page.reload()
  await total('1')
  await firstCell(page, 200).click()
  await heading(page, 'dev-00200')
  await page.goBack()
  await total('1')
  expect(search()).toBe('status=expired&platform=macos&sort=-identifier&q=dev-002')
  expect(await page.getByRole('searchbox', { name: 'Search devices' }).inputValue()).toBe('dev-002')

  await page.getByRole('searchbox', { name: 'Search devices' }).fill('nothing of the kind')
  await see(page, 'Nothing matches these filters')
  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await total('300')
  expect(search()).toBe('')
})

test('the list is worked by keys alone', async () => {
  const app = await testApp()
  await fill(app, 40)
  const page = await signedInPage(app, { at: '/devices' })
  await firstCell(page, 1).waitFor()
  const focused = () => page.evaluate(() => document.activeElement?.textContent)

  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await keys.getByRole('row', { name: '/ Search in this list' }).waitFor()
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'hidden' })

  await page.keyboard.press('/')
  await page.keyboard.type('dev-0002')
  await firstCell(page, 1).waitFor({ state: 'detached' })
  expect(await page.getByRole('searchbox', { name: 'Search devices' }).inputValue()).toBe('dev-0002')
  await page.keyboard.press('Tab')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())

  for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
  await expect.poll(focused).toBe('dev-00021')
  await page.keyboard.press('Enter')
  await heading(page, 'dev-00021')

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Search everything' }).waitFor()
  await page.keyboard.type('SERIAL00007')
  await page.getByRole('option', { name: /dev-00007/ }).waitFor()
  await page.keyboard.press('Enter')
  await heading(page, 'dev-00007')
})
