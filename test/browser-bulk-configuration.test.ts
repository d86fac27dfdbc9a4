import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { testApp, type TestApp } from './support/test-app.ts'

afterAll(closeBrowser)

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const shots = process.env['BULK_SHOTS']

async function isWellMade(page: Page, name: string) {
  const wide = page.viewportSize()!
  for (const [colorScheme, size] of [
    ['light', wide],
    ['dark', { width: 360, height: 740 }],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
    await page.setViewportSize(size)
    if (shots) await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png` })
    expect(await isTooWide(page)).toBe(false)
    expect(await accessibilityFaults(page)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(wide)
}

async function configured(app: TestApp) {
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', description: 'August' })).body
  const path = `/bulk-enrollments/${id}/configuration`
  const configuration = { agent, productKeys: { site: 'north', level: 'a' } }
  await app.api('PUT', path, configuration)
  const stored = async () => (await app.api('GET', path)).body.configuration
  return { id, stored, put: (some: object) => app.api('PUT', path, { ...configuration, ...some }) }
}

const textbox = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const bytesOf = async (page: Page, of: RegExp): Promise<number> => {
  const text = await page.getByText(of).textContent()
  return Number(/^([\d,]+) bytes/.exec(text!)![1]!.replace(',', ''))
}

test('while a configuration is typed its code grows and what is wrong stands at its field', async () => {
  const app = await testApp()
  const { id, stored } = await configured(app)
  const before = await stored()
  const page = await signedInPage(app, { at: `/bulk/${id}/configuration` })
  await see(page, /As it was last saved/)
  const small = await bytesOf(page, /As it was last saved/)
  await textbox(page, 'Value').first().fill('a site with a rather long name')
  await see(page, /As it is typed, not saved yet/)
  await page.waitForFunction((than) => {
    const [, bytes] = /([\d,]+) bytes: .*As it is typed/.exec(document.body.innerText) ?? []
    return bytes !== undefined && Number(bytes.replace(',', '')) > than
  }, small)
  await textbox(page, 'Checksum of the signing certificate').fill('abc')
  await see(page, /A checksum has 32 bytes/)
  expect(await textbox(page, 'Checksum of the signing certificate').getAttribute('aria-invalid')).toBe('true')
  await isWellMade(page, 'check')
  await textbox(page, 'Lowest version code').fill('x')
  await page.locator('input[aria-invalid=true][inputmode=numeric]').waitFor()
  expect(await stored()).toEqual(before)
  await textbox(page, 'Lowest version code').fill('')
  await textbox(page, 'Checksum of the signing certificate').fill(agent.signatureChecksum)
  await page
    .getByText(/A checksum has 32 bytes/)
    .first()
    .waitFor({ state: 'detached' })
})

test('what somebody else saves meanwhile is shown, and what was typed is not lost', async () => {
  const app = await testApp()
  const { id, put, stored } = await configured(app)
  const page = await signedInPage(app, { at: `/bulk/${id}/configuration` })
  await heading(page, 'Configuration of Grade 5')
  await textbox(page, 'Value').first().fill('south')
  await textbox(page, 'Address of the APK').fill('https://mdm.example.org/two.apk')
  await put({ productKeys: { site: 'west', level: 'b' } })
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else has changed' })
  await conflict.waitFor()
  await see(conflict, 'site: “north” became “west”. You have “south”, which stays.')
  await see(conflict, 'level: “a” became “b”.')
  await isWellMade(page, 'conflict')
  expect(await page.getByRole('button', { name: 'Update' }).count()).toBe(0)
  await page.getByRole('button', { name: 'See what changed' }).click()
  await conflict.getByRole('button', { name: 'Take over their changes' }).click()
  await conflict.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Update' }).click()
  await heading(page, /^Grade 5$/)
  expect(await stored()).toMatchObject({
    agent: { downloadUrl: 'https://mdm.example.org/two.apk' },
    productKeys: { site: 'south', level: 'b' },
  })
})

test('a save that comes too late is refused and shows the same; mine can be discarded', async () => {
  const app = await testApp()
  const { id, put, stored } = await configured(app)
  const page = await signedInPage(app, { at: `/bulk/${id}/configuration` })
  await heading(page, 'Configuration of Grade 5')
  // Nothing tells the page of changes.
  await page.route('**/api/v1/events/stream', () => {})
  await page.reload()
  await textbox(page, 'Value').first().fill('south')
  await put({ productKeys: { site: 'west' } })
  await page.getByRole('button', { name: 'Update' }).click()
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else has changed' })
  await see(conflict, 'level: “a” became nothing.')
  expect((await stored()).productKeys).toEqual({ site: 'west' })
  expect(await textbox(page, 'Value').first().inputValue()).toBe('south')
  await conflict.getByRole('button', { name: 'Discard mine' }).click()
  await conflict.waitFor({ state: 'detached' })
  expect(await textbox(page, 'Value').first().inputValue()).toBe('west')
})

test('a page that nobody has typed in follows what others save', async () => {
  const app = await testApp()
  const { id, put } = await configured(app)
  const page = await signedInPage(app, { at: `/bulk/${id}/configuration` })
  await heading(page, 'Configuration of Grade 5')
  await put({ productKeys: { site: 'west' } })
  await page.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value === 'west'),
  )
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('the search of everything finds lists by their name and by the short code of a print, and their devices', async () => {
  const app = await testApp()
  const { id, put } = await configured(app)
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { imei: '490154203237518', identifier: 'tab-1' })
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { serial: 'R58M1', manufacturer: 'Samsung' })
  const { shortCode } = (await app.api('GET', `/bulk-enrollments/${id}/payloads`)).body
  await put({ compact: true })
  const page = await signedInPage(app)
  const find = async (text: string) => {
    await page.keyboard.press('Control+K')
    await page.getByRole('combobox', { name: /Serial, IMEI/ }).fill(text)
  }
  await find('490154203237518')
  await page.getByRole('option', { name: /tab-1/ }).waitFor()
  await find('r58m1')
  await page.getByRole('option', { name: /R58M1/ }).waitFor()
  await find('grade')
  await page.getByRole('option', { name: /Grade 5/ }).waitFor()
  await find(shortCode.toLowerCase())
  await page.getByRole('option', { name: /Grade 5.*August.*2 devices/ }).waitFor()
  await isWellMade(page, 'search')
  await page.keyboard.press('Enter')
  await heading(page, /^Grade 5$/)
})
