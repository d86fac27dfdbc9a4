import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  dropFile,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { depTest } from './support/dep-test.ts'

afterAll(closeBrowser)

const serials = ['DMQY10001AA1', 'DMQY10002AA2', 'DMQY10003AA3'] as const
const devices = serials.map((serial) => ({ serial, model: 'iPad' as const }))
const dropZone = 'Drop the .p7m file here, or press to choose it'

const figure = (page: Page, label: string) =>
  page.locator('dl > div', { has: page.getByText(label, { exact: true }) }).first()

async function faultsOf(page: Page, what: string): Promise<string[]> {
  const faults = (await accessibilityFaults(page)).map((fault) => `${what}: ${fault}`)
  await page.setViewportSize({ width: 360, height: 740 })
  if (await isTooWide(page)) faults.push(`${what}: wider than 360 pixels`)
  await page.setViewportSize({ width: 1280, height: 900 })
  return faults
}

test('an account shows its health at a glance; a renewal warns where Apple ends the old token', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account('School')
  await dep.putToken(id, await dep.tokenFor(id, { expiresInDays: 20.5 }))
  await dep.lastSync(id)
  const profile = await dep.app.api('POST', '/dep/profiles', { accountId: id, profileName: 'Pupils' })
  await dep.portal('/faults', { failed: [serials[0]] })
  await dep.app.api('POST', `/dep/profiles/${profile.body.id}/assign`, { serials: [serials[0]] })

  const page = await signedInPage(dep.app)
  await see(page, 'Server token of School')
  await see(page, /Download a new server token/)
  await page.goto(`${dep.app.url}/dep/accounts`)
  await see(figure(page, 'Server token'), '20 days left')
  await see(figure(page, 'Devices'), '3')
  await see(figure(page, 'Waiting assignments'), '1')
  const faults = await faultsOf(page, 'accounts')

  await page.getByRole('link', { name: 'School' }).click()
  const history = page.getByRole('list', { name: 'Last syncs' }).getByRole('listitem')
  await see(history, /received in \d+ pages?: \d+ added/)
  await see(history, /took/)
  await page.getByRole('button', { name: 'Renew the token' }).click()
  await see(page, 'Downloading a new token at Apple ends the one that is used here')
  await page.getByRole('button', { name: 'Use a new key pair' }).click()
  await see(page, 'A new key pair waits for its token')
  await page.getByRole('button', { name: 'Show beta tokens' }).click()
  await see(page, /iOS 27/)
  faults.push(...(await faultsOf(page, 'account')))
  expect(faults).toEqual([])
})

test('a token of another server is explained, and the account moves only when that is typed', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account('School')
  const page = await signedInPage(dep.app, { at: `/dep/accounts/${id}` })
  await page.getByRole('button', { name: 'Renew the token' }).click()
  await dropFile(page, dropZone, { name: 'annex.p7m', bytes: await dep.tokenFor(id, { name: 'Annex' }) })
  const dialog = page.getByRole('dialog', { name: 'The token belongs to another MDM server' })
  await see(dialog, /the token is of “Annex”/)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dropFile(page, dropZone, { name: 'annex.p7m', bytes: await dep.tokenFor(id, { name: 'Annex' }) })
  await dialog.getByLabel(/Type/).fill('Annex')
  await dialog.getByRole('button', { name: 'Move the account' }).click()
  await see(page, 'The token has been validated, decrypted and saved. The first sync has started.')
  await see(page.getByRole('main'), 'Annex')
})

test('a token that was decrypted elsewhere is typed in', async () => {
  const dep = await depTest({ apple: { devices } })
  const { body: account } = await dep.app.api('POST', '/dep/accounts', { name: 'School' })
  const token = JSON.parse((await dep.tokenFor(account.id, { format: 'json' })).toString())
  const page = await signedInPage(dep.app, { at: `/dep/accounts/${account.id}` })
  await page.getByRole('tab', { name: 'Decrypted by hand' }).click()
  await page.getByLabel(/Consumer key/).fill(token.consumer_key)
  await page.getByLabel(/Consumer secret/).fill(token.consumer_secret)
  await page.getByLabel(/Access token/).fill(token.access_token)
  await page.getByLabel(/Access secret/).fill(token.access_secret)
  await page.getByLabel(/Expires \(access_token_expiry\)/).fill(token.access_token_expiry)
  await page.getByRole('button', { name: 'Check with Apple and save' }).click()
  await see(page, 'Connected')
  await see(figure(page, 'Devices'), '3')
})

test('devices are disowned after their number was typed; one is locked and its code can be copied', async () => {
  const dep = await depTest({ apple: { devices } })
  await dep.account('School')
  const page = await signedInPage(dep.app, { at: '/dep/devices' })
  await page.getByRole('button', { name: serials[2], exact: true }).click()
  const drawer = page.getByRole('dialog', { name: serials[2] })
  await drawer.getByRole('button', { name: 'Refresh' }).click()
  await see(page, `Apple’s record of ${serials[2]} is read.`)
  await drawer.getByRole('button', { name: 'Activation lock' }).click()
  const lock = page.getByRole('dialog', { name: `Lock ${serials[2]} at Apple?` })
  await lock.getByLabel('Message on the locked device').fill('Call 555 0100')
  await lock.getByRole('button', { name: 'Lock the device' }).click()
  await see(lock, 'Apple has locked the device.')
  const code = await lock.locator('.identifier').innerText()
  expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}-/)
  await lock.getByRole('button', { name: /copy.*bypass code/i }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await lock.getByRole('button', { name: 'Close' }).last().click()
  await drawer.getByRole('button', { name: 'Show the bypass code' }).click()
  await see(drawer, code)
  await drawer.getByRole('button', { name: 'Close' }).click()

  for (const serial of serials.slice(0, 2))
    await page.getByRole('row', { name: serial }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Disown' }).click()
  const disown = page.getByRole('dialog', { name: 'Disown 2 devices?' })
  await see(disown, /for good/)
  const act = disown.getByRole('button', { name: 'Disown' })
  expect(await act.isDisabled()).toBe(true)
  await disown.getByLabel(/Type/).fill('2')
  expect(await accessibilityFaults(page)).toEqual([])
  await act.click()
  const answers = page.getByRole('dialog', { name: 'Apple’s answers' })
  await see(answers, '2 done, 0 not')
  await answers.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('row', { name: serials[2] }).waitFor()
  expect(await page.getByRole('row', { name: serials[0] }).count()).toBe(0)
})
