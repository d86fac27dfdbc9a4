import { afterAll, expect, test } from 'vitest'
import { openFirstRun } from '../src/admins/first-run.ts'
import { closeBrowser, heading, newPage, see } from './support/browser.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

test('the first admin is made with the token of the terminal, signs out, fails, waits and signs in again', async () => {
  const app = await testApp()
  const token = await openFirstRun(app.platform.db)
  const page = await newPage()

  await page.goto(app.url)
  await heading(page, 'Welcome to Muster')
  await page.getByLabel('First-run token').fill('not the token')
  await page.getByLabel('User name').fill('ana')
  await page.getByLabel(/^Password/).fill('short')
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  await see(page, 'must have at least 12 characters')
  await page.getByLabel(/^Password/).fill('long enough for an admin')
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  await see(page.getByRole('alert'), 'first-run.wrong-token')

  await page.getByLabel('First-run token').fill(token!)
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  await heading(page, 'Today')

  await page.getByRole('button', { name: 'Account of ana' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await heading(page, 'Sign in')
  await page.goto(`${app.url}/devices?status=expired`)
  await heading(page, 'Sign in')

  const submit = page.getByRole('button', { name: 'Sign in' })
  const wait = page.getByRole('alert').getByText('Too many failed attempts')
  await page.getByLabel('User name').fill('ana')
  await page.getByLabel(/^Password/).fill('not the password')
  // The first wrong tries are free; then one that comes too soon has to wait.
  while (!(await wait.isVisible())) {
    const answer = page.waitForResponse(`${app.url}/api/v1/session`)
    await submit.click()
    await answer
    await see(page.getByRole('alert'), /session\.wrong-credentials|Too many failed attempts/)
  }
  await see(page, /Try again in \d+ s/)
  expect(await submit.isDisabled()).toBe(true)

  await wait.waitFor({ state: 'hidden' })
  await page.getByLabel(/^Password/).fill('long enough for an admin')
  await submit.click()
  await heading(page, 'Devices')
  expect(new URL(page.url()).search).toBe('?status=expired')
})
