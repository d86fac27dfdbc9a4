import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { texts } from '../src/pages/texts.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { accessibilityFaults, closeBrowser, heading, isTooWide, newPage } from './support/browser.ts'

afterAll(closeBrowser)

const serial = 'C02TEST00001'
const code = '12345678'

async function furnished(): Promise<AppleWorld> {
  const world = await appleWorld()
  await world.api('PUT', '/settings/enrollment', {
    organizationName: 'Hill School of Arts and Long-Named-Crafts-Without-A-Space-To-Break-At',
    supportContact: 'Room 12, 555-0100, help-desk-with-a-long-address@hill-school-of-arts.example',
    termsText: 'This device belongs to the school.\n\nBring it every day, and take care of it.',
  })
  await world.record(serial, { serial: null, depMethod: 'Keycode', code, ownership: 'selectuser' })
  await world.record('C02LOGIN0001', { authentication: 'login' })
  return world
}

/** Opens the pages as Setup Assistant does: the header comes with the first request only. */
async function openAs(page: Page, world: AppleWorld, as: string, language = 'en'): Promise<void> {
  const device = world.device(as, 'iPhone', { knobs: { machineInfo: { language } } })
  const header = (await device.machineInfo()).toString('base64')
  await page.route('**/apple/enroll', (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-apple-aspen-deviceinfo': header } }),
  )
  await page.goto(`${world.url}/apple/enroll`)
  await page.unroute('**/apple/enroll')
}

const { BROWSER_LOOK: folder } = process.env

/** Looks at the page as it stands: narrow and light, then dark; BROWSER_LOOK names a folder for pictures. */
async function look(page: Page, name: string): Promise<string[]> {
  const faults: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}, ${colorScheme}: ${fault}`))
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true })
  }
  if (await isTooWide(page)) faults.push(`${name}: too wide`)
  // The style is allowed, so it counts.
  expect(await page.locator('main').evaluate((main) => getComputedStyle(main).maxWidth)).not.toBe('none')
  return faults
}

test('somebody types key and code, accepts the terms and chooses the owner, by keyboard, on a narrow screen', async () => {
  const world = await furnished()
  const page = await newPage({ width: 360, height: 740 })
  const faults: string[] = []
  await openAs(page, world, serial)
  await heading(page, 'Key and code')
  faults.push(...(await look(page, 'code')))
  await page.keyboard.type('DEV-1')
  await page.keyboard.press('Tab')
  await page.keyboard.type('00000000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel('Key').inputValue()).toBe('DEV-1')
  faults.push(...(await look(page, 'code-wrong')))
  await page.getByLabel('Code', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Continue' }).click()
  await heading(page, 'Terms of use')
  faults.push(...(await look(page, 'terms')))
  await page.getByRole('button', { name: 'Accept and continue' }).click()
  await heading(page, 'Whose device is this?')
  faults.push(...(await look(page, 'owner')))
  await page.getByLabel('It belongs to my organization').check()
  const profile = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Continue' }).click()
  expect((await profile).url()).toContain('/apple/enroll/answer')
  expect(faults).toEqual([])
}, 120_000)

test('the pages for a login and for a refusal are without faults, in every language', async () => {
  const world = await furnished()
  await world.api('PUT', '/settings/enrollment', { termsText: '' })
  const page = await newPage({ width: 360, height: 740 })
  const faults: string[] = []
  for (const language of ['en', 'ja', 'de', 'fr', 'es'] as const) {
    await openAs(page, world, 'C02LOGIN0001', language)
    await heading(page, texts[language].login.title)
    faults.push(...(await look(page, `login-${language}`)))
    await page.getByLabel(texts[language].login.userName).fill('ana')
    await page.getByLabel(texts[language].login.password).fill(language)
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
  }
  faults.push(...(await look(page, 'login-wrong')))
  const { id } = await world.record('C02GONE00001')
  await world.api('POST', `/devices/${id}/withdraw`, {})
  await openAs(page, world, 'C02GONE00001', 'de')
  await heading(page, texts.de.refused.withdrawn.title)
  faults.push(...(await look(page, 'refused')))
  expect(faults).toEqual([])
}, 120_000)
