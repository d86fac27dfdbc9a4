import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { mailServer } from './support/mail-server.ts'
import { apnsSimulator, putCertificate } from './support/push-world.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

test('addresses for reminders are entered and tried; what ends soon stands at the top of every page', async () => {
  const server = await mailServer()
  const app = await testApp({ mail: { server: server.address, from: 'muster@school.example' } })
  server.answerWith((to) =>
    to.startsWith('gone') ? { at: 'recipient', code: 550, text: '5.1.1 No such user' } : undefined,
  )
  const page = await signedInPage(app, { at: '/settings/mail' })
  await heading(page, 'Mail settings')
  const addresses = page.getByRole('combobox', { name: 'Addresses' })
  const save = page.getByRole('button', { name: 'Save: Reminders' })
  await addresses.fill('no address')
  await addresses.press('Enter')
  await save.click()
  await see(page, 'This is not a mail address')
  await addresses.press('Backspace')
  for (const address of ['it@school.example', 'gone@school.example']) {
    await addresses.fill(address)
    await addresses.press('Enter')
  }
  await save.click()
  await page.getByRole('button', { name: 'Send a test reminder' }).click()
  await see(page, 'The mail server took the mail to it@school.example')
  await see(page, 'The mail server refused the mail to gone@school.example')
  await see(page, /No such user/)
  expect(server.received).toMatchObject([{ to: ['it@school.example'] }])
  expect(await accessibilityFaults(page)).toEqual([])

  expect(await page.getByRole('button', { name: /needs an act/ }).count()).toBe(0)
  const { certificate, key } = (await apnsSimulator()).authority.pair({
    notAfter: new Date(Date.now() + 5.5 * 86_400_000),
  })
  await putCertificate(app, certificate + key)
  await page.getByRole('button', { name: '1 notice needs an act' }).click()
  await see(page.getByRole('dialog'), 'Ends in 5 days')
  expect(await accessibilityFaults(page)).toEqual([])
  const shots = process.env['SHOTS']
  if (shots) await page.screenshot({ path: `${shots}/notices.png`, fullPage: true })
  await page.getByRole('dialog').getByRole('link', { name: 'Push certificate' }).click()
  await heading(page, 'Push certificate')
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
  if (shots) await page.screenshot({ path: `${shots}/notices-narrow.png` })
})
