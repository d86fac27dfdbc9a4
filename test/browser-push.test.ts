import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  dropFile,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { appleWorld } from './support/apple-world.ts'
import { acts, apnsSimulator } from './support/push-world.ts'

afterAll(closeBrowser)

const dropZone = 'Drop the .pem file here, or press to choose it'

test('from the request to a push that Apple takes, and a certificate that is refused', async () => {
  const apns = await apnsSimulator()
  const world = await appleWorld({ apnsUrl: apns.url, apnsCa: apns.ca })
  const page = await signedInPage(world, { at: '/push-certificate' })
  await heading(page, 'Push certificate')
  await see(page, /Without a push certificate/)
  await page.getByRole('button', { name: 'Make the request' }).click()
  await see(page, /it waits for its certificate/)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download the request' }).click()
  const csr = readFileSync(await (await download).path(), 'utf8')
  expect(csr).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/)

  const foreign = apns.authority.pair()
  await dropFile(page, dropZone, { name: 'MDM_.pem', bytes: foreign.certificate })
  await see(page.getByRole('alert'), 'The push certificate was made for another key')
  await dropFile(page, dropZone, { name: 'MDM_.pem', bytes: apns.authority.certify(csr) })
  await see(page, 'Valid')
  await see(page, '364 days left')
  await see(page, 'Renew it, do not make another')
  expect(await accessibilityFaults(page)).toEqual([])

  const { id, token } = await acts(world, apns).enrolled('C02PUSH00040')
  const { identifier } = (await world.api('GET', `/devices/${id}`)).body
  await page.reload()
  await see(page.getByRole('table', { name: 'Enrolled devices' }), 'Yes')
  const field = page.getByRole('textbox', { name: 'Identifier or serial number' })
  await field.fill(identifier)
  await page.getByRole('button', { name: 'Push', exact: true }).click()
  await see(page.getByRole('status'), 'Apple has taken the push')
  apns.script({ token, status: 429, reason: 'TooManyRequests' })
  await field.fill('c02push00040')
  await page.getByRole('button', { name: 'Push', exact: true }).click()
  await see(page.getByRole('status'), '429 TooManyRequests')

  await dropFile(page, dropZone, { name: 'other.pem', bytes: foreign.certificate + foreign.key })
  await see(page.getByRole('alert'), 'The push certificate has another topic')
  await see(page.getByRole('alert'), /would have to enroll again/)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await isTooWide(page)).toBe(false)
})

test('a certificate with another topic is taken after a question where no device is enrolled', async () => {
  const apns = await apnsSimulator()
  const world = await appleWorld({ apnsUrl: apns.url, apnsCa: apns.ca })
  const page = await signedInPage(world, { at: '/push-certificate' })
  await heading(page, 'Push certificate')
  const [first, second] = [apns.authority.pair(), apns.authority.pair()]
  await dropFile(page, dropZone, { name: 'a.pem', bytes: first.certificate + first.key })
  await see(page, 'Valid')
  await dropFile(page, dropZone, { name: 'b.pem', bytes: second.certificate + second.key })
  const dialog = page.getByRole('dialog')
  await see(dialog, /No device is enrolled with the topic here/)
  await dialog.getByRole('button', { name: 'Replace the certificate' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { topic } = (await world.api('GET', '/push-certificate')).body
  await see(page, topic)
})

test('those who may only read settings see the state and nothing to press', async () => {
  const world = await appleWorld()
  const page = await signedInPage(world, { at: '/push-certificate', role: 'Enrollment manager' })
  await heading(page, 'Push certificate')
  await see(page, /Without a push certificate/)
  expect(await page.getByRole('button', { name: 'Make the request' }).count()).toBe(0)
})
