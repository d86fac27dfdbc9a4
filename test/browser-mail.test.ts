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
import { mailServer } from './support/mail-server.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

test('a mail server is entered and tried, and its real answer is shown, good or bad', async () => {
  const server = await mailServer({ users: { muster: 'a secret of the school' } })
  const app = await testApp()
  const page = await signedInPage(app, { at: '/settings/mail' })
  await heading(page, 'Mail settings')
  await see(page, 'No mails can be sent')
  expect(await page.getByRole('button', { name: 'Send test mail' }).isDisabled()).toBe(true)

  await field(page, 'Host').fill('127.0.0.1')
  await page.getByRole('combobox', { name: 'Encryption' }).click()
  await page.getByRole('option', { name: 'None (a relay of your own)' }).click()
  expect(await field(page, 'Port').inputValue()).toBe('25')
  await field(page, 'Port').fill(String(server.address.port))
  await field(page, 'User').fill('muster')
  await field(page, 'Password').fill('not it')
  await page.getByRole('button', { name: 'Save: Mail server' }).click()
  await see(page, 'Enter the address that mails come from')
  await field(page, 'From').fill('muster@school.example')
  await page.getByRole('button', { name: 'Save: Sender' }).click()
  await see(page, `Mails leave by 127.0.0.1:${server.address.port}, from muster@school.example`)

  const tryIt = async () => {
    await page.getByLabel('Send it to').fill('ana@school.example')
    await page.getByRole('button', { name: 'Send test mail' }).click()
  }
  await tryIt()
  await see(page.getByRole('alert'), 'The mail server refuses the sign-in')
  await see(page.getByRole('alert'), /^535 /)

  const password = field(page, 'Password')
  expect(await password.inputValue()).toBe('')
  await see(page, 'A password is stored. Left blank, it stays.')
  await password.fill('a secret of the school')
  await page.getByRole('button', { name: 'Save: Mail server' }).click()
  await tryIt()
  await see(page.getByRole('status'), 'The mail server took the mail to ana@school.example')
  await see(page.getByRole('status'), /^250 /)
  expect(server.received).toMatchObject([{ to: ['ana@school.example'], user: 'muster' }])
  expect(await page.content()).not.toContain('a secret of the school')

  expect(await accessibilityFaults(page)).toEqual([])
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
})

test('what became of the mails of a device stands on its page, and one that failed is sent again', async () => {
  const server = await mailServer()
  server.answerWith((_to, time) =>
    time === 1 ? { at: 'recipient', code: 550, text: '5.1.1 No such user here' } : undefined,
  )
  const app = await testApp({ mail: { server: server.address, from: 'muster@school.example' } })
  const { body: device } = await app.api('POST', '/devices', {
    identifier: 'ipad-01',
    platform: 'ipados',
    registrationEmail: 'ana@school.example',
  })
  const page = await signedInPage(app, { at: `/devices/${device.id}` })
  const mails = page.getByRole('list', { name: 'Check-in mails' })
  await see(mails, 'Failed')
  await see(mails, /5\.1\.1 No such user here/)
  await see(page.getByRole('list', { name: 'Timeline' }), /The check-in mail to ana@school\.example failed/)
  await mails.getByRole('button', { name: 'Send again: ana@school.example' }).click()
  await see(mails, 'Sent')
  await see(page.getByRole('list', { name: 'Timeline' }), 'The check-in mail to ana@school.example was sent.')

  await page.getByRole('button', { name: 'Send check-in mail' }).click()
  await see(page, 'The mail to ana@school.example will be sent.')
  await mails.getByText('Sent').nth(1).waitFor()
  expect(server.received).toHaveLength(2)

  await page.getByRole('link', { name: 'Mails', exact: true }).click()
  await heading(page, 'Mails')
  await page
    .getByRole('row', { name: /ana@school\.example Sent ipad-01/ })
    .first()
    .waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
})

test('who may not write sees the settings and the mails, and no button', async () => {
  const app = await testApp()
  const { body: device } = await app.api('POST', '/devices', {
    identifier: 'ipad-01',
    platform: 'ipados',
    registrationEmail: 'ana@school.example',
  })
  const page = await signedInPage(app, { role: 'Auditor', at: `/devices/${device.id}` })
  await see(page.getByRole('list', { name: 'Check-in mails' }), 'Waits until a mail server is set up.')
  expect(await page.getByRole('button', { name: /Send/ }).count()).toBe(0)
  await page.goto(`${app.url}/settings/mail`)
  await heading(page, 'Mail settings')
  expect(await field(page, 'Host').isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: /Save|Send/ }).count()).toBe(0)
})
