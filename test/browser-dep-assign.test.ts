import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import type { DepAccount, DepProfile } from '../src/contract/dep.ts'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

afterAll(closeBrowser)

const tablets = ['DMQX40001TA1', 'DMQX40002TA2', 'DMQX40003TA3']
const macs = ['DMQX40004MA4', 'DMQX40005MA5']
const devices = [
  ...tablets.map((serial) => ({ serial, model: 'iPad' as const })),
  ...macs.map((serial) => ({ serial, model: 'Mac' as const })),
]

async function define(dep: DepTest, { id }: DepAccount, profileName: string): Promise<DepProfile> {
  return (await dep.app.api('POST', '/dep/profiles', { accountId: id, profileName })).body
}

/** A picture in light, dark and on a small screen, in the folder that BROWSER_SHOTS names; and the rules of access. */
async function look(page: Page, name: string): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([])
  const { BROWSER_LOOKS: folder } = process.env
  const shoot = (kind: string) => folder && page.screenshot({ path: `${folder}/${name}-${kind}.png` })
  await shoot('light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
  expect(await accessibilityFaults(page, { rules: ['color-contrast'] })).toEqual([])
  await shoot('dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
  await shoot('360')
  await page.setViewportSize({ width: 1280, height: 900 })
}

test('a profile is assigned to everything that the filter matches, by a pasted UUID, with numbers before', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account('School')
  const profile = await define(dep, account, 'Pupils')
  await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: [tablets[0]] })
  await dep.portal('/faults', { throttled: [tablets[1]] })
  const page = await signedInPage(dep.app, { at: '/dep/devices?family=iPad' })
  await page.getByRole('row', { name: tablets[2]! }).getByRole('checkbox').check()
  await see(page, '1 selected')
  await page.getByRole('button', { name: 'Select all 3 that match' }).click()
  await see(page, 'Everything that matches: 3 devices')
  await page.getByRole('button', { name: 'Assign profile' }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign a profile' })
  await dialog.getByText('Paste a UUID').click()
  await dialog.getByLabel('Profile UUID').fill('not a UUID')
  await see(dialog, 'A UUID is 32 digits and letters from A to F')
  const dashed = profile.uuid.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  await dialog.getByLabel('Profile UUID').fill(dashed)
  await see(dialog, 'Assign profile “Pupils” to 2 devices.')
  await see(dialog, '1 has it already')
  await look(page, 'assign-preview')
  await dialog.getByRole('button', { name: 'Assign to 2 devices' }).click()
  await see(dialog, '2 done, 1 not')
  await look(page, 'assign-results')
  await dialog.getByRole('link', { name: 'See what waits' }).click()

  await heading(page, /Waiting and failed assignments/)
  const row = page.getByRole('row', { name: tablets[1]! })
  await see(row, 'Throttled')
  await look(page, 'assignments')
  await dep.portal('/faults', { reset: true })
  await page.getByRole('button', { name: 'Try all now' }).click()
  await see(page, '1 keeps its time')
  await row.getByRole('button', { name: `Try now: ${tablets[1]}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Ask anyway' }).click()
  await see(page, 'Nothing waits')
  const { body } = await dep.app.api('GET', `/dep/devices/${tablets[1]}`)
  expect(body.profileStatus).toBe('assigned')
})

test('removing warns of activated devices, and devices stand under their accounts', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account('School')
  const other = await dep.account('Offices')
  await dep.portal('/devices', { add: ['DMQX40009PH9'], server: other.id })
  await dep.sync(other.id)
  const profile = await define(dep, account, 'Pupils')
  await dep.app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials: tablets })
  await dep.portal('/activate', { serial: tablets[0] })
  await dep.sync(account.id)
  const page = await signedInPage(dep.app, { at: '/dep/devices' })
  await page.getByRole('checkbox', { name: 'Grouped by account' }).check()
  await page.getByRole('rowheader', { name: /School/ }).waitFor()
  await page.getByRole('rowheader', { name: /Offices/ }).waitFor()
  await look(page, 'dep-devices-grouped')
  for (const serial of tablets.slice(0, 2))
    await page.getByRole('row', { name: serial }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Remove profile' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove profiles' })
  await see(dialog, 'An activated device keeps its profile')
  await see(dialog, '1 is activated and keeps what it has until it is erased')
  await look(page, 'remove-preview')
  await dialog.getByRole('button', { name: 'Remove from 2 devices' }).click()
  await see(dialog, '2 done, 0 not')
})

test('rules are added, put in order by keyboard, counted while they are edited, saved and applied', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account('School')
  await define(dep, account, 'Tablets')
  await define(dep, account, 'Computers')
  const page = await signedInPage(dep.app, { at: '/dep/rules' })
  await see(page, '5 devices in this account')
  const list = page.getByRole('list', { name: 'Rules in order' })
  const addRule = async (name: string, profile: RegExp, value: string) => {
    await page.getByRole('button', { name: 'Add rule' }).click()
    await list.getByLabel('Name').fill(name)
    await list.getByRole('combobox', { name: 'Profile' }).click()
    await page.getByRole('option', { name: profile }).click()
    await list.getByLabel('Value', { exact: true }).fill(value)
    await page.getByRole('button', { name: `Close rule ${name}` }).click()
  }
  await addRule('All Apple', /Computers/, 'Mac')
  await page.getByRole('button', { name: 'Edit rule All Apple' }).click()
  await list.getByRole('combobox', { name: 'What' }).click()
  await page.getByRole('option', { name: 'Serial number' }).click()
  await list.getByRole('combobox', { name: 'Comparison' }).click()
  await page.getByRole('option', { name: 'starts with' }).click()
  await list.getByLabel('Value', { exact: true }).fill('dmqx')
  await page.getByRole('button', { name: 'Close rule All Apple' }).click()
  await see(list.getByRole('listitem').first(), 'decides for 5 · 5 would change')
  await addRule('Loan tablets', /Tablets/, 'ipad')
  await see(list.getByRole('listitem').nth(1), 'decides for 0')
  await page.getByRole('button', { name: 'Move Loan tablets up' }).focus()
  await page.keyboard.press('Enter')
  await see(list.getByRole('listitem').first(), 'Loan tablets')
  await see(list.getByRole('listitem').first(), 'decides for 3 · 3 would change')
  await page.getByText('Loan tablets is now rule 1 of 2').waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'Edit rule Loan tablets' }).click()
  await look(page, 'rules')
  await page.getByRole('button', { name: 'Save rules' }).click()
  await see(page, 'The rules are saved.')

  await page.getByRole('button', { name: 'Apply to existing devices' }).click()
  const dialog = page.getByRole('dialog', { name: 'Apply the rules to existing devices' })
  await see(dialog, '5 devices get another profile.')
  await dialog.getByRole('button', { name: 'Apply' }).click()
  await see(dialog, 'Apple was asked for what the rules say')
  await look(page, 'rules-applied')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await see(page, '0 would change')
  const { body } = await dep.app.api('GET', `/dep/devices/${tablets[0]}`)
  expect(body).toMatchObject({ profileName: 'Tablets', assignment: { rule: 'Loan tablets' } })
})
