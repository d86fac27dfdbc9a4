import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { createAdministrator } from '../../src/admins/first-run.ts'
import { hashPassword } from '../../src/platform/secrets/password.ts'
import type { TestApp } from './test-app.ts'

const password = 'a password for the browser'
let browser: Promise<Browser> | undefined

/** One Chromium for a test file; a fresh profile for each page. */
const launch = (): Promise<Browser> => {
  const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) throw new Error('The browser tests need Chromium: run them with npm test')
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return (browser ??= chromium.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...quiet],
  }))
}

export const closeBrowser = async (): Promise<void> => (await browser)?.close()

export type PageOptions = { width?: number; height?: number; dark?: boolean }

/**
 * A page of a browser that has never been here. What it or a page beside it logs as an error fails the test. BROWSER_SHOTS names
 * a folder for a picture of it when the test fails.
 */
export async function newPage({ width = 1280, height = 900, dark = false }: PageOptions = {}): Promise<Page> {
  const context = await (
    await launch()
  ).newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  const errors = errorsOf(context)
  const page = await context.newPage()
  onTestFinished(async ({ task }) => {
    const { BROWSER_SHOTS: folder } = process.env
    const failed = task.result?.state === 'fail'
    if (folder && failed) await page.screenshot({ path: `${folder}/${task.name.replace(/\W+/g, '-')}.png` })
    await context.close()
    expect(errors).toEqual([])
  })
  return page
}

/** Uncaught exceptions and what is logged as an error, refusals of the content security policy among it. */
function errorsOf(context: BrowserContext): string[] {
  const errors: string[] = []
  context.on('weberror', (fault) => errors.push(fault.error().message))
  context.on('console', (message) => {
    // Chromium notes every answer of 400 and more like this; what a page makes of it is what the tests look at.
    const isAnswer = message.text().startsWith('Failed to load resource: the server responded with')
    if (message.type() === 'error' && !isAnswer) errors.push(message.text())
  })
  return errors
}

/** A page of an admin who is signed in, at an address of the console. */
export async function signedInPage(
  app: TestApp,
  options: PageOptions & { role?: string; at?: string } = {},
): Promise<Page> {
  const { role = 'Administrator', at = '/' } = options
  const passwordHash = await hashPassword(password)
  const username = `browser-${role.toLowerCase().replace(/\W/g, '-')}`
  await app.platform.db
    .transaction()
    .execute((trx) => createAdministrator(trx, { username, displayName: 'Browser', passwordHash, role }))
  const page = await newPage(options)
  const signedIn = await page.request.post(`${app.url}/api/v1/session`, { data: { username, password } })
  expect(signedIn.status()).toBe(200)
  await page.goto(`${app.url}${at}`)
  await page.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'attached' })
  return page
}

export const see = (within: Page | Locator, text: string | RegExp): Promise<void> =>
  within.getByText(text).first().waitFor()

export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor()

/** Drops a file as somebody does who drags it from a folder. */
export async function dropFile(
  page: Page,
  zone: string | RegExp,
  { name, bytes }: { name: string; bytes: Uint8Array | string },
): Promise<void> {
  const base64 = Buffer.from(bytes).toString('base64')
  const dataTransfer = await page.evaluateHandle(
    async ({ name, base64 }) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name))
      return transfer
    },
    { name, base64 },
  )
  await page.getByLabel(zone).first().dispatchEvent('drop', { dataTransfer })
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Accessibility rules of axe-core (WCAG 2.2 A and AA, best practices): the ids of those that fail, with where. */
export async function accessibilityFaults(
  page: Page,
  { rules }: { rules?: string[] } = {},
): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }>
      }
    }
    const { violations } = await axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) })
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target }) => target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    )
  }, rules)
}

/** Whether the document stays wider than its window; what scrolls inside of it does not count. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page
    .waitForFunction(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      null,
      {
        timeout: 3000,
      },
    )
    .then(() => false)
    .catch(() => true)
