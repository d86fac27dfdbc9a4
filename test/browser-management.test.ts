import { afterAll, expect, test } from 'vitest'
import { getCertificate } from './support/apple-hand.ts'
import { appleWorld } from './support/apple-world.ts'
import { accessibilityFaults, closeBrowser, see, signedInPage } from './support/browser.ts'

afterAll(closeBrowser)

const serial = 'C02TEST00001'

test('the page of an enrolled device tells of its certificate, its secrets and its users; looking is written down', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken({ UnlockToken: Buffer.from('unlock it') })
  const user = { UserID: 'u', UserShortName: 'ana', UserLongName: 'Ana Sample' }
  await hand.checkIn({ MessageType: 'TokenUpdate', Token: Buffer.from('t'), PushMagic: 'm', ...user })

  const page = await signedInPage(world, { at: `/devices/${id}` })
  await see(page, 'Certificate ends')
  await see(page, 'Ana Sample')
  await page.getByRole('button', { name: 'Show the unlock token' }).click()
  const dialog = page.getByRole('dialog')
  await see(dialog, 'stands in the timeline')
  expect(await accessibilityFaults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Show the unlock token' }).click()
  await see(dialog, Buffer.from('unlock it').toString('base64'))
  await dialog.getByRole('button', { name: 'Close' }).click()
  await see(page.getByRole('list', { name: 'Timeline' }), 'looked at the unlock token')
})

test('what was refused is listed, with how often and from where', async () => {
  const world = await appleWorld()
  for (const text of ['x', 'y']) await world.send('POST', '/apple/enroll', text)
  const page = await signedInPage(world, { at: '/activity/refused' })
  const row = page.getByRole('row', { name: 'The message cannot be read.' })
  await see(row, '127.0.0.1')
  expect(await row.innerText()).toContain('2')
  expect(await accessibilityFaults(page)).toEqual([])
})
