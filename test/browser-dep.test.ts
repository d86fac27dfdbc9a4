import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { closeBrowser, dropFile, heading, see, signedInPage } from './support/browser.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

afterAll(closeBrowser)

const devices = ['DMQX10001AA1', 'DMQX10002AA2', 'DMQX10003AA3'].map((serial) => ({
  serial,
  model: 'iPad' as const,
}))
const dropZone = 'Drop the .p7m file here, or press to choose it'

async function addAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Accounts', exact: true }).click()
  await page.getByRole('button', { name: 'Add account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await heading(page, name)
}

/** What the browser saved when the button was pressed. */
async function certificateOf(page: Page): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download certificate (PEM)' }).click()
  return readFileSync(await (await download).path(), 'utf8')
}

const tokenFor = ({ portal }: DepTest, certificate: string, more: object = {}) =>
  portal('/servers', { certificate, name: 'School', ...more })

test('an account is connected: certificate there, token here, first sync, and its devices are listed', async () => {
  const dep = await depTest({ apple: { devices } })
  const page = await signedInPage(dep.app)
  await addAccount(page, 'School')
  await see(page, 'No token yet')

  const certificate = await certificateOf(page)
  expect(certificate).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
  await dropFile(page, dropZone, { name: 'School_Token.p7m', bytes: await tokenFor(dep, certificate) })

  await see(page, 'The token has been validated, decrypted and saved. The first sync has started.')
  await see(page, 'Connected')
  const history = page.getByRole('list', { name: 'Last syncs' }).getByRole('listitem')
  await see(history.filter({ hasText: 'Full' }), '3 added, 0 changed, 0 removed')

  await page.getByRole('link', { name: 'See its devices' }).click()
  await heading(page, 'DEP devices')
  for (const { serial } of devices) await page.getByRole('row', { name: serial }).waitFor()

  await page.goBack()
  await dep.portal('/devices', {
    server: 'School',
    change: [{ serial: devices[0]!.serial, assetTag: 'A-1' }],
  })
  await dep.portal('/faults', { latencyMs: 400 })
  await page.getByRole('button', { name: 'Sync now', exact: true }).click()
  await see(page.getByRole('status'), 'Syncing with Apple')
  await see(history.filter({ hasText: 'Changes' }), '0 added, 1 changed, 0 removed')
})

test('a token for another key, an expired one and what is no token are refused in words', async () => {
  const dep = await depTest({ apple: { devices } })
  const page = await signedInPage(dep.app)
  await addAccount(page, 'Other')
  const otherCertificate = await certificateOf(page)
  await addAccount(page, 'School')
  const certificate = await certificateOf(page)
  const alert = page.getByRole('alert')

  await dropFile(page, dropZone, { name: 'other.p7m', bytes: await tokenFor(dep, otherCertificate) })
  await see(alert, 'The server token was made for another certificate')
  await see(alert, 'Upload the certificate of this account at Apple and download a new token.')
  await see(alert, 'dep-token.wrong-key')

  const expired = await tokenFor(dep, certificate, { name: 'Late', expiresInDays: -1 })
  await dropFile(page, dropZone, { name: 'late.p7m', bytes: expired })
  await see(alert, 'The server token has expired')
  await see(alert, 'Download a new token at Apple.')

  await dropFile(page, dropZone, { name: 'list.csv', bytes: 'Identifier,OS\n' })
  await see(alert, 'The server token cannot be read')
  await see(page, 'No token yet')
})

test('a profile is defined with items to skip and assigned to chosen devices; Apple answers for each', async () => {
  const dep = await depTest({ apple: { devices } })
  await dep.account('School')
  const unlucky = devices[2]!.serial
  await dep.portal('/faults', { failed: [unlucky] })
  const page = await signedInPage(dep.app, { at: '/dep/profiles' })

  await page.getByRole('link', { name: 'New profile' }).first().click()
  await page.getByRole('button', { name: 'Define at Apple' }).click()
  await see(page, 'Fill this in')
  await page.getByRole('combobox', { name: 'Account' }).click()
  await page.getByRole('option', { name: 'School' }).click()
  await page.getByLabel('Profile name').fill('Pupils')
  await page.getByLabel('Search panes').fill('siri')
  await page.getByRole('checkbox', { name: 'Siri', exact: true }).check()
  await page.getByLabel('Search panes').fill('')
  await page.getByRole('checkbox', { name: /Apple Pay/ }).check()
  await see(page, '2 panes are skipped')
  await page.locator('pre', { hasText: 'skip_setup_items' }).waitFor()
  await page.getByRole('button', { name: 'Define at Apple' }).click()
  await see(page, 'The profile Pupils is defined at Apple.')
  await heading(page, 'Pupils')
  await see(page, 'Siri, Payment')

  await page.getByRole('link', { name: 'DEP devices' }).click()
  for (const serial of [devices[0]!.serial, unlucky])
    await page.getByRole('row', { name: serial }).getByRole('checkbox').check()
  await see(page, '2 selected')
  await page.getByRole('button', { name: 'Assign profile' }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign a profile' })
  await dialog.getByRole('combobox', { name: 'Profile' }).click()
  await page.getByRole('option', { name: /Pupils/ }).click()
  await see(dialog, 'Assign profile “Pupils” to 2 devices.')
  await dialog.getByRole('button', { name: 'Assign' }).click()

  await see(dialog, '1 done, 1 not')
  const answers = dialog.getByRole('table').getByRole('row')
  expect(await answers.nth(1).innerText()).toMatch(new RegExp(`${unlucky}\\s+FAILED`))
  expect(await answers.nth(2).innerText()).toMatch(new RegExp(`${devices[0]!.serial}\\s+SUCCESS`))
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await see(page.getByRole('row', { name: devices[0]!.serial }), 'Assigned')
  await see(page.getByRole('row', { name: devices[1]!.serial }), 'No profile')
})

test('what Apple refuses is said on the page of the account, with what to do', async () => {
  const dep = await depTest({ apple: { devices } })
  const { id } = await dep.account('School')
  const page = await signedInPage(dep.app, { at: `/dep/accounts/${id}` })
  await see(page, 'Connected')
  const states = [
    [{ termsNotSigned: true }, 'Terms to accept', 'T_C_NOT_SIGNED'],
    [{ reset: true, tokenRevoked: true }, 'Token refused', /Apple/],
  ] as const
  for (const [faults, state, words] of states) {
    await dep.portal('/faults', faults)
    await page.getByRole('button', { name: 'Sync now', exact: true }).click()
    await see(page, state)
    await see(page.getByRole('main'), words)
  }
})
