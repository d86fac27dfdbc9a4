import { afterAll, expect, test } from 'vitest'
import { appleWorld } from './support/apple-world.ts'
import { accessibilityFaults, closeBrowser, isTooWide, see, signedInPage } from './support/browser.ts'

afterAll(closeBrowser)

test('the page of a device shows what it says, asks it for things, and follows what becomes of them', async () => {
  const world = await appleWorld()
  const serial = 'C02BROWSER1'
  const { id, identifier } = await world.record(serial, { platform: 'macos' })
  const page = await signedInPage(world, { at: `/devices/${id}` })
  await see(page, identifier)
  expect(await page.getByRole('button', { name: 'Commands' }).count()).toBe(0)

  const mac = world.device(serial, 'Mac')
  await mac.enroll()
  await see(page, '200 GB of 256 GB free')
  await see(page, 'FileVault')
  await see(page, '1 profile installed')

  await page.getByRole('button', { name: 'Commands' }).click()
  await page.getByRole('menuitem', { name: 'Lock' }).click()
  await see(page, `Lock ${identifier}?`)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByLabel('Message on the screen').fill('Lost')
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  const commands = page.getByRole('list', { name: 'Commands' })
  await see(commands, 'Lock itself')
  await see(commands, 'Waiting')
  await mac.poll()
  await see(commands.getByRole('listitem').first(), 'Done')
  await commands.getByRole('button', { name: 'Show PIN' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Show PIN' }).click()
  await see(page.getByRole('dialog'), mac.state().lock!.pin!)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Commands' }).click()
  await page.getByRole('menuitem', { name: 'Erase' }).click()
  const erase = page.getByRole('dialog').getByRole('button', { name: 'Erase' })
  expect(await erase.isDisabled()).toBe(true)
  await page.getByRole('dialog').getByLabel(/^Type/).fill(identifier)
  expect(await accessibilityFaults(page)).toEqual([])
  await erase.click()
  await see(commands, 'Erase itself')
  await mac.poll()
  await see(page, 'Enrolling')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.setViewportSize({ width: 380, height: 800 })
  expect(await isTooWide(page)).toBe(false)
})
