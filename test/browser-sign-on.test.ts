import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { checkPassword, oidcRedirectPath } from '../src/sign-on/sign-on.ts'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { ldapServer } from './support/ldap-server.ts'
import { openIdProvider } from './support/oidc-provider.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('a directory is entered and tried, and every step is shown', async () => {
  const entry = { dn: 'uid=ana,dc=school', password: 'correct horse', attributes: { uid: ['ana'] } }
  const directory = await ldapServer({ entries: [entry] })
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const page = await signedInPage(app, { at: '/settings/authentication' })
  await heading(page, 'Authentication')
  expect(await page.getByRole('button', { name: 'Test the directory' }).isDisabled()).toBe(true)

  await page.getByRole('switch', { name: 'Ask the directory' }).click()
  await field(page, 'Server').fill(directory.url)
  await see(page, 'Passwords go to this server unencrypted')
  await field(page, 'Search below').fill('dc=school')
  await press(page, 'Save: Directory (LDAP)')
  await see(page, 'Saved')

  const card = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Directory (LDAP)' }) })
  const tryIt = async (password: string) => {
    await card.getByRole('textbox', { name: 'User name', exact: true }).fill('ana')
    await card.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
    await press(page, 'Test the directory')
  }
  await tryIt('wrong guess')
  await see(card.getByRole('status'), 'It does not work yet')
  await see(card.getByRole('status'), /The password is wrong/)
  await tryIt('correct horse')
  await see(card.getByRole('status'), 'It works')
  await see(card.getByRole('status'), /uid=ana,dc=school/)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
})

test('a provider is entered and tried; its secret is not seen again', async () => {
  const app = await testApp()
  const provider = await openIdProvider({ redirectUri: `${app.url}${oidcRedirectPath}` })
  const page = await signedInPage(app, { at: '/settings/authentication' })
  await see(page, `${app.url}${oidcRedirectPath}`)
  await field(page, 'Issuer').fill('http://login.school.example')
  await press(page, 'Save: OpenID provider')
  await see(page, 'must be an https address')
  await field(page, 'Issuer').fill(provider.issuer)
  await field(page, 'Client id').fill(provider.clientId)
  await field(page, 'Client secret').fill(provider.clientSecret)
  await press(page, 'Save: OpenID provider')
  await press(page, 'Test the provider')
  await see(page.getByRole('status'), 'It works')
  await see(page.getByRole('status'), /knows PKCE with S256/)
  expect(await field(page, 'Client secret').inputValue()).toBe('')
  expect(await page.content()).not.toContain(provider.clientSecret)
})

test('a user gets a password, a generated one that is shown once, and none again', async () => {
  const app = await testApp()
  const { body: user } = await app.api('POST', '/users', { userName: 'ana' })
  const sign = (password: string) =>
    checkPassword(app.platform, { userName: 'ana', password, address: '10.0.0.1' })
  const page = await signedInPage(app, { at: `/users/${user.id}` })
  await heading(page, 'ana')
  await press(page, 'Set password')
  await field(page, 'Password').fill('short')
  await press(page, 'Save')
  await see(page.getByRole('dialog'), /at least 8 characters/)
  await field(page, 'Password').fill('correct horse')
  await press(page, 'Save')
  await see(page, 'ana has a new password.')
  expect(await sign('correct horse')).toMatchObject({ ok: true })

  await press(page, 'Generate')
  await page.getByRole('dialog').getByRole('button', { name: 'Generate' }).click()
  const password = await page.getByRole('dialog').locator('code').textContent()
  expect(await sign(password!)).toMatchObject({ ok: true })
  expect(await accessibilityFaults(page)).toEqual([])
  await press(page, 'I have it')
  expect(await page.content()).not.toContain(password)

  await press(page, 'Remove')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await see(page, 'ana has no password any more.')
  expect(await sign(password!)).toMatchObject({ ok: false })
})
