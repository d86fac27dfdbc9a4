import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { depTest } from './support/dep-test.ts'

afterAll(closeBrowser)

const serial = 'DMQXREADY001'

test('a device says what it lacks, its buttons mend it, and views and Today count it', async () => {
  const dep = await depTest({ apple: { devices: [{ serial, model: 'iPad' as const }] } })
  const { app } = dep
  const account = await dep.account('School')
  const profile = await app.api('POST', '/dep/profiles', { accountId: account.id, profileName: 'Pupils' })
  await app.api('PATCH', `/dep/accounts/${account.id}`, { defaultProfileId: profile.body.id })
  await app.api('POST', '/users', { userName: 'ana' })
  const { body: device } = await app.api('POST', '/devices', {
    identifier: 'tab-01',
    platform: 'ipados',
    serial,
    depMethod: 'Serial',
    userName: 'ana',
    agentInstallRequired: true,
  })
  const page = await signedInPage(app, { at: `/devices/${device.id}` })
  const card = page.getByRole('region', { name: 'Readiness' })
  await see(card, '2 things to mend')
  await see(card, 'No profile is assigned to it at Apple')
  expect(await accessibilityFaults(page)).toEqual([])
  await card.getByRole('button', { name: 'Assign the default profile' }).click()
  await see(card, '1 thing to mend')
  await card.getByRole('link', { name: 'Enter the agent' }).click()

  await heading(page, 'Enrollment settings')
  await page.getByLabel('App Store number').fill('1234567890')
  await page.getByLabel('Published version').fill('3.4')
  const agent = page.locator('form', { has: page.getByLabel('App Store number') })
  await agent.getByRole('button', { name: 'Save' }).click()
  await see(page, 'Saved')
  await page.goBack()
  await see(card, 'Ready')
  await card.getByText(/checks passed/).click()
  await see(card, 'Apple has assigned the profile “Pupils”, version 1.')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
  await page.setViewportSize({ width: 1280, height: 900 })

  await page.goto(`${app.url}/`)
  const counts = page.getByRole('region', { name: 'Pre-enrolled devices' })
  await see(counts, '1')
  await counts.getByRole('link', { name: /Not ready/ }).click()
  await heading(page, /Devices/)
  expect(new URL(page.url()).search).toBe('?status=pre-enrolled&ready=false')
  await see(page, 'Nothing matches')
  await page.getByRole('radiogroup', { name: 'Saved views' }).getByText('Ready', { exact: true }).click()
  await see(page.getByRole('row', { name: 'tab-01' }), 'Ready')
  expect(await accessibilityFaults(page)).toEqual([])
})
