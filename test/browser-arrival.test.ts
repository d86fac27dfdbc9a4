import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { closeBrowser, heading, see, signedInPage } from './support/browser.ts'
import { school } from './support/school.ts'

afterAll(closeBrowser)

const phone = { serial: 'DMQX20001PH1', model: 'iPhone' as const }
const tablet = { serial: 'DMQX20002TB1', model: 'iPad' as const }

/** The value beside a label in the facts of a page. */
const fact = (page: Page, label: string) =>
  page.locator('dt', { hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]')

test('a device that is switched on turns to enrolled in the open list and on its open page', async () => {
  const { app, device } = await school([phone])
  const { body: record } = await app.api('POST', '/devices', {
    identifier: 'phone-ana',
    platform: 'ios',
    serial: phone.serial,
    depMethod: 'Serial',
  })
  const list = await signedInPage(app, { at: '/devices' })
  const row = list.getByRole('row', { name: 'phone-ana' })
  await see(row, 'Enrolling')
  await list.evaluate('globalThis.neverReloaded = true')

  const page = await list.context().newPage()
  await page.goto(`${app.url}/devices/${record.id}`)
  await see(page, 'Pre-enrolled device')
  expect(await fact(page, 'DEP Device').innerText()).toBe('Shown after check-in')
  expect(await fact(page, 'DEP Profile').innerText()).toBe('Shown after check-in')
  await page.getByRole('button', { name: 'Why' }).click()
  await see(page.getByRole('dialog'), 'This device has not tried to enroll yet.')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  const arriving = await device(phone.serial).enroll()
  expect(arriving).toMatchObject({ outcome: 'enrolled', configured: true })

  await see(row, 'Enrolled')
  expect(await list.evaluate('globalThis.neverReloaded')).toBe(true)
  await page.getByText('Pre-enrolled device').waitFor({ state: 'detached' })
  await see(page, 'Enrolled devices cannot be edited')
  expect(await fact(page, 'DEP Device').innerText()).toContain(phone.serial)
  expect(await fact(page, 'DEP Profile').innerText()).toBe('Pupils')
  await see(page.getByRole('list', { name: 'Timeline' }), /enrolled/)
})

test('the page of a refused device says why, step by step', async () => {
  const { app, device } = await school([tablet])
  const { body: record } = await app.api('POST', '/devices', {
    identifier: 'tab-01',
    platform: 'ios',
    serial: tablet.serial,
    udid: '00008110-000000000000001E',
    depMethod: 'Serial',
  })
  expect(await device(tablet.serial).enroll()).toMatchObject({ outcome: 'refused' })
  const page = await signedInPage(app, { at: `/devices/${record.id}` })

  await page.getByRole('button', { name: 'Why' }).click()
  const why = page.getByRole('dialog', { name: 'Arrivals of tab-01' })
  await see(why, 'Refused')
  const steps = why.getByRole('list', { name: 'Steps of the decision' }).getByRole('listitem')
  expect(await steps.count()).toBeGreaterThan(2)
  await steps.last().getByRole('img', { name: 'Stopped here' }).waitFor()
  await see(steps.last(), /UDID/i)
  await page.keyboard.press('Escape')

  await page.getByRole('link', { name: 'Arrivals' }).click()
  await page.getByRole('row', { name: new RegExp(`Refused ${tablet.serial} tab-01`) }).waitFor()
  await page.getByRole('link', { name: 'Today' }).click()
  await see(page, 'Last arrivals')
  await see(page.getByRole('main'), /tab-01|DMQX20002TB1/)
})

test('an enrolled device cannot be edited, is withdrawn after a question and deleted after its name is typed', async () => {
  const { app, device } = await school([phone])
  const { body: record } = await app.api('POST', '/devices', {
    identifier: 'phone-ana',
    platform: 'ios',
    serial: phone.serial,
    depMethod: 'Serial',
  })
  const page = await signedInPage(app, { at: `/devices/${record.id}` })
  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await heading(page, 'Edit phone-ana')
  await page.getByLabel('Display name').fill('Ana’s iPhone')
  await page.getByRole('button', { name: 'Save' }).click()
  await see(page, 'phone-ana is saved.')
  await see(page, 'Ana’s iPhone')

  await device(phone.serial).enroll()
  await see(page, 'Enrolled devices cannot be edited')
  expect(await page.getByRole('link', { name: 'Edit', exact: true }).count()).toBe(0)
  await page.goto(`${app.url}/devices/${record.id}/edit`)
  await see(page, 'This device has checked in.')
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)

  await page.goBack()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Withdraw' }).click()
  const withdraw = page.getByRole('dialog', { name: 'Withdraw phone-ana?' })
  await withdraw.getByRole('button', { name: 'Withdraw' }).click()
  await see(page, 'phone-ana is withdrawn.')
  await see(page, 'Withdrawn devices cannot be edited')

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete record' }).click()
  const remove = page.getByRole('dialog', { name: 'Delete phone-ana?' })
  const act = remove.getByRole('button', { name: 'Delete record' })
  expect(await act.isDisabled()).toBe(true)
  await remove.getByLabel('Type phone-ana to confirm').fill('phone-ana')
  await act.click()
  await see(page, 'phone-ana is deleted.')
  await see(page, 'No devices yet')
})

test('the settings of who may enroll are tested where they are set', async () => {
  const { app } = await school([tablet])
  await app.api('POST', '/devices', {
    identifier: 'tab-02',
    platform: 'ipados',
    serial: tablet.serial,
    depMethod: 'Serial',
  })
  const page = await signedInPage(app, { at: '/settings/enrollment' })
  const card = page.locator('section', { hasText: 'Test who may enroll' })
  await card.getByRole('button', { name: 'Test' }).click()
  await see(card, 'Give at least one identifier')
  await card.getByLabel('Serial number').fill(tablet.serial)
  await card.getByRole('button', { name: 'Test' }).click()
  await see(card, /tab-02 is admitted/)
  await card.getByLabel('Serial number').fill('NOBODYS0001')
  await card.getByRole('button', { name: 'Test' }).click()
  await see(card, 'No device with the serial number NOBODYS0001 is pre-enrolled.')
  expect((await app.api('GET', '/arrivals')).body.total).toBe(0)
  await card.getByRole('link', { name: 'Ask with more' }).click()
  await heading(page, 'What if')
  expect(await page.getByLabel('Serial number').inputValue()).toBe('NOBODYS0001')
})
