import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  newPage,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { fixture, plan, upload } from './support/import.ts'
import { school, type School } from './support/school.ts'
import { testApp } from './support/test-app.ts'

afterAll(closeBrowser)

const phone = { serial: 'DMQX30001PH1', model: 'iPhone' as const }
const tablet = { serial: 'DMQX30002TB2', model: 'iPad' as const }

/** A bit of everything, with long names where people have them; the addresses of all pages. */
async function furnish({ app, device, accountId }: School): Promise<Record<string, string>> {
  const long = 'Long-Name-With-Hyphens-And-No-Spaces-To-Break-At'
  const make = async (path: string, body: object): Promise<{ id: string }> => {
    const answer = await app.api('POST', path, body)
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  for (const path of ['/tags', '/groups', '/templates', '/organizations'])
    await make(path, { name: `Staff ${long}`.slice(0, 60) })
  const group = await make('/groups', { name: `Class ${long}`.slice(0, 60) })
  const template = await make('/templates', { name: `Pupil ${long}`.slice(0, 60) })
  const policy = await make('/policies', {
    name: `Exams ${long}`.slice(0, 60),
    groups: [`Class ${long}`.slice(0, 60)],
    content: { kind: 'restrictions', values: { allowCamera: false, blockedAppBundleIDs: [`org.${long}`] } },
  })
  const user = await make('/users', { userName: 'ana', name: `Ana ${long}`, email: `${long}@school.example` })
  const apple = { platform: 'ios', depMethod: 'Serial' }
  const enrolled = await make('/devices', {
    ...apple,
    identifier: 'phone-ana',
    serial: phone.serial,
    userName: 'ana',
    registrationEmail: `${long}@a-school-with-a-long-name.example`,
  })
  const refused = await make('/devices', {
    ...apple,
    identifier: 'tab-with-a-long-name',
    displayName: long,
    serial: tablet.serial,
    udid: '00008110-000000000000001E',
  })
  await device(phone.serial).enroll()
  await device(tablet.serial).enroll()
  const bulk = await make('/bulk-enrollments', { name: `Delivery ${long}`, description: long })
  await make(`/bulk-enrollments/${bulk.id}/devices`, {
    imei: '490154203237518',
    customAttributes: { [long]: long },
  })
  await plan(app, fixture('example4.csv'))
  const { body: rejecting } = await upload(app, fixture('example2.csv'))
  const { body: profiles } = await app.api('GET', '/dep/profiles')
  const { body: arrivals } = await app.api('GET', '/arrivals?outcome=refuse')
  return {
    Today: '/',
    Devices: '/devices',
    'Add device': '/devices/new',
    'phone-ana': `/devices/${enrolled.id}`,
    'tab-with-a-long-name': `/devices/${refused.id}`,
    'Edit tab-with-a-long-name': `/devices/${refused.id}/edit`,
    Tags: '/tags',
    Groups: '/groups',
    Templates: '/templates',
    'A group': `/groups/${group.id}`,
    'A template': `/templates/${template.id}`,
    Policies: '/policies',
    'Kinds of policies': '/policies/new',
    'New policy: Wi-Fi': '/policies/new?kind=wifi',
    'New policy: passcode': '/policies/new?kind=passcode',
    'New policy: web clip': '/policies/new?kind=web-clip',
    'New policy: app': '/policies/new?kind=app',
    'A policy': `/policies/${policy.id}`,
    'Edit a policy': `/policies/${policy.id}/edit`,
    Organizations: '/organizations',
    Users: '/users',
    ana: `/users/${user.id}`,
    Import: '/imports',
    'devices.csv': `/imports/${rejecting.id}`,
    'Enrollment requests': '/requests',
    'Send enrollment requests': '/requests/new',
    'Handover sheets': '/requests/sheets',
    'Bulk enrollment': '/bulk',
    'Add bulk enrollment': '/bulk/new',
    'Delivery (bulk enrollment)': `/bulk/${bulk.id}`,
    'Set up Delivery': `/bulk/${bulk.id}/setup?at=token`,
    'List of Delivery': `/bulk/${bulk.id}/setup?at=list`,
    'Configuration of Delivery': `/bulk/${bulk.id}/configuration`,
    'Sheet of Delivery': `/bulk/${bulk.id}/sheet`,
    'Handover kit': '/handover',
    Mails: '/mails',
    Arrivals: '/arrivals',
    'Steps of an arrival': `/arrivals?show=${arrivals.items[0].id}`,
    'What if': `/what-if?serial=${tablet.serial}`,
    'Apple accounts': '/dep/accounts',
    School: `/dep/accounts/${accountId}`,
    'DEP devices': '/dep/devices',
    Reconciliation: '/dep/reconciliation',
    'Reconciliation: School': `/dep/reconciliation/${accountId}?state=any`,
    'DEP profiles': '/dep/profiles',
    'Assignment rules': '/dep/rules',
    'Waiting assignments': '/dep/assignments',
    'New DEP profile': '/dep/profiles/new',
    Pupils: `/dep/profiles/${profiles.items[0].id}`,
    'Revise Pupils': `/dep/profiles/${profiles.items[0].id}/revise`,
    'Push certificate': '/push-certificate',
    'Audit log': '/activity/audit',
    'Refused messages': '/activity/refused',
    Jobs: '/activity/jobs',
    'Enrollment settings': '/settings/enrollment',
    'Mail settings': '/settings/mail',
    Authentication: '/settings/authentication',
    Android: '/settings/android',
    Admins: '/settings/admins',
    Roles: '/settings/roles',
    'API tokens': '/settings/api-tokens',
    Nothing: '/no/such/page',
  }
}

/** Nothing is loading any more, and what comes in has come. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root, [data-loading]'))
}

test('every page is without faults for assistive technology in light and dark, and fits 360 pixels', async () => {
  const world = await school([phone, tablet])
  const addresses = await furnish(world)
  const page = await signedInPage(world.app)
  const faults: string[] = []
  for (const [name, address] of Object.entries(addresses)) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`${world.app.url}${address}`)
    await settled(page)
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`))
    // In the dark only the colors differ.
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
    const dark = await accessibilityFaults(page, { rules: ['color-contrast'] })
    faults.push(...dark.map((fault) => `${name}, dark: ${fault}`))
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 360, height: 740 })
    await settled(page)
    if (await isTooWide(page)) faults.push(`${name}: wider than 360 pixels`)
  }
  expect(faults).toEqual([])
}, 240_000)

test('the pages before the console are without faults too', async () => {
  const app = await testApp()
  const page = await newPage({ width: 360, height: 740, dark: true })
  await page.goto(app.url)
  await heading(page, 'Welcome to Muster')
  expect(await accessibilityFaults(page)).toEqual([])
  expect(await isTooWide(page)).toBe(false)
  await signedInPage(app)
  await page.goto(app.url)
  await heading(page, 'Sign in')
  expect(await accessibilityFaults(page)).toEqual([])
  expect(await isTooWide(page)).toBe(false)
})

test('the help desk finds devices but nothing of Apple, and is told so at its addresses', async () => {
  const world = await school([phone])
  await world.app.api('POST', '/devices', { identifier: 'phone-ana', platform: 'ios', serial: phone.serial })
  const page = await signedInPage(world.app, { role: 'Help desk', at: '/devices' })
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await navigation.getByRole('link', { name: 'All devices' }).waitFor()
  for (const name of ['Accounts', 'DEP devices', 'Profiles', 'Import', 'Audit log', 'Admins'])
    expect(await navigation.getByRole('link', { name, exact: true }).count()).toBe(0)
  expect(await page.getByRole('link', { name: 'Add device' }).count()).toBe(0)
  await page.getByRole('link', { name: 'phone-ana' }).click()
  await heading(page, 'phone-ana')
  expect(await page.getByRole('link', { name: 'Edit', exact: true }).count()).toBe(0)

  for (const address of [
    '/dep/accounts',
    `/dep/accounts/${world.accountId}`,
    '/dep/devices',
    '/activity/audit',
    '/activity/refused',
  ]) {
    await page.goto(`${world.app.url}${address}`)
    await see(page.getByRole('alert'), 'Your role does not allow this')
    await see(page.getByRole('alert'), /dep\.token:read|audit:read/)
  }
  expect(await accessibilityFaults(page)).toEqual([])
})
