import { afterAll, expect, test } from 'vitest'
import { buildApk, certificateChecksum, testSigner } from '../src/protocol/android/apk/testing.ts'
import { closeBrowser, dropFile, heading, see, signedInPage } from './support/browser.ts'
import { testApp } from './support/test-app.ts'
import { wellMade } from './support/browser-well-made.ts'

afterAll(closeBrowser)

const signer = testSigner('Example Ltd')
const drop = 'Drop the APK of an agent here, or choose it'

const isWellMade = wellMade(process.env['AGENT_SHOTS'])

test('an agent is uploaded, chosen in a configuration, replaced, and kept while it is used', async () => {
  const app = await testApp()
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  const page = await signedInPage(app, { at: '/agents' })
  await heading(page, 'Agents')
  await see(page, 'No agents yet')
  await isWellMade(page, 'empty')

  await dropFile(page, drop, { name: 'notes.apk', bytes: 'no archive' })
  await see(page, /it is no complete ZIP archive/)
  await dropFile(page, drop, { name: 'agent-1.7.apk', bytes: await buildApk({}, { signer }) })
  await see(page, 'com.example.agent 1.7 (7) is uploaded.')
  await see(page, 'com.example.agent/com.example.agent.AdminReceiver')
  await see(page, certificateChecksum(signer))

  await page.goto(`${app.url}/bulk/${id}/configuration`)
  await page.getByRole('combobox', { name: 'Uploaded agent' }).click()
  await page.getByRole('option', { name: 'com.example.agent 1.7 (7)' }).click()
  const address = page.getByRole('textbox', { name: 'Address of the APK' })
  expect(await address.inputValue()).toMatch(/\/android\/agents\/[\w-]{16}\/agent\.apk$/)
  expect(await address.isEditable()).toBe(false)
  await isWellMade(page, 'chosen')
  await page.getByRole('button', { name: 'Update' }).click()
  await see(page, /phones may refuse to download/)
  await isWellMade(page, 'saved')

  await page.goto(`${app.url}/agents`)
  const newer = await buildApk({ versionCode: 8, versionName: '1.8', testOnly: true }, { signer })
  await dropFile(page, drop, { name: 'agent-1.8.apk', bytes: newer })
  await see(page, /phones do not install it/)
  await isWellMade(page, 'two-versions')
  await page.getByRole('button', { name: 'Delete: com.example.agent 1.8 (8)' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await see(page, 'com.example.agent 1.8 (8) is deleted.')
  await page.getByRole('button', { name: 'Delete: com.example.agent 1.7 (7)' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await see(page.getByRole('dialog'), 'It is the agent of “Grade 5”')
  await isWellMade(page, 'in-use')
})
