import { afterAll, expect, test } from 'vitest'
import { accessibilityFaults, closeBrowser, isTooWide, see, signedInPage } from './support/browser.ts'
import { until } from './support/child-server.ts'
import { googleWorld } from './support/google-world.ts'

afterAll(closeBrowser)

const imei = '490154203237518'

async function managedTablet() {
  const world = await googleWorld()
  const { app, list, enroll, sync } = world
  const { id, devices } = await list([{ imei, identifier: 'tab-1' }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const tablet = enroll(token, {
    hardwareInfo: { serialNumber: 'R58M1', manufacturer: 'samsung', model: 'SM-X' },
    networkInfo: { imei },
    appliedState: 'ACTIVE',
    policyName: 'enterprises/LC01/policies/default',
    appliedPolicyName: 'enterprises/LC01/policies/default',
    policyCompliant: false,
    apiLevel: 35,
    softwareInfo: { androidVersion: '15', securityPatchLevel: '2026-10-05' },
    securityPosture: { devicePosture: 'AT_RISK' },
    lastStatusReportTime: '2026-11-30T09:00:00Z',
  })
  await sync()
  return { ...world, tablet, device: devices[0]!.id }
}

test('the page of a device shows what Google says of it, and has Google lock it', async () => {
  const { app, google, tablet, device } = await managedTablet()
  const page = await signedInPage(app, { at: `/devices/${device}` })
  for (const text of [
    'Managed by Google',
    'The device does not do all of it.',
    '15, API level 35',
    'At risk',
  ])
    await see(page, text)
  expect(await page.getByRole('button', { name: 'Send message' }).count()).toBe(0)
  expect(await accessibilityFaults(page)).toEqual([])

  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await see(dialog, 'Lock tab-1?')
  await dialog.getByRole('button', { name: 'Lock', exact: true }).click()
  const commands = page.getByRole('list', { name: 'Commands' })
  await see(commands, 'Handed over')
  google.state.operations[0]!.done = true
  await see(commands, 'Done')

  tablet.securityPosture = { devicePosture: 'SECURE' }
  await page.getByRole('button', { name: 'Sync' }).click()
  await see(page, 'Secure')
  await page.setViewportSize({ width: 360, height: 800 })
  expect(await isTooWide(page)).toBe(false)
  expect(await accessibilityFaults(page)).toEqual([])
})

test('whoever withdraws a device of Google’s may have it erased, which is typed; else it is disabled', async () => {
  const { app, google, device, tablet } = await managedTablet()
  const page = await signedInPage(app, { at: `/devices/${device}`, dark: true })
  await see(page, 'Managed by Google')
  const openDialog = async () => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Withdraw' }).click()
  }
  await openDialog()
  const dialog = page.getByRole('dialog')
  await see(dialog, 'Google disables the device')
  const act = dialog.getByRole('button', { name: 'Withdraw' })
  await dialog.getByLabel('Erase the device, too').check()
  expect(await act.isDisabled()).toBe(true)
  await dialog.getByLabel(/^Type/).fill('tab-1')
  expect(await accessibilityFaults(page)).toEqual([])
  await act.click()
  await see(page, 'tab-1 is withdrawn.')
  await until(() => google.state.operations.length === 1)
  expect(google.state.operations).toMatchObject([{ metadata: { type: 'WIPE' } }])
  google.state.operations[0]!.done = true
  await see(page, 'Erased')
  expect(tablet.state).toBe('ACTIVE')
  expect(await page.getByRole('button', { name: 'Wipe' }).count()).toBe(0)
})
