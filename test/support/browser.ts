import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
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

/** A page of a browser that has never been here. What it logs as an error fails the test. */
export async function newPage({ width = 1280, height = 900, dark = false }: PageOptions = {}): Promise<Page> {
  const context = await (
    await launch()
  ).newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  onTestFinished(async () => {
    await context.close()
    expect(errors).toEqual([])
  })
  return page
}

/** A page of an admin who has signed in through the console. */
export async function signedInPage(
  app: TestApp,
  options: PageOptions & { role?: string } = {},
): Promise<Page> {
  const { role = 'Administrator' } = options
  const passwordHash = await hashPassword(password)
  const username = `browser-${role.toLowerCase().replace(/\W/g, '-')}`
  await app.platform.db
    .transaction()
    .execute((trx) => createAdministrator(trx, { username, displayName: 'Browser', passwordHash, role }))
  const page = await newPage(options)
  await page.goto(app.url)
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation').first().waitFor()
  return page
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Accessibility rules of axe-core (WCAG 2.2 A and AA, best practices): the ids of those that fail, with where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target }) => target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    )
  })
}
