import { afterAll, expect, test } from 'vitest'
import {
  accessibilityFaults,
  closeBrowser,
  heading,
  isTooWide,
  see,
  signedInPage,
} from './support/browser.ts'
import { depTest, type DepTest } from './support/dep-test.ts'
import { reconcile, silently } from './support/reconcile.ts'

afterAll(closeBrowser)

const serials = ['DMQY10001AA1', 'DMQY10002AA2', 'DMQY10003AA3'] as const
const [one, two, three] = serials

/** Three pupils' devices to which somebody else gave the teachers' profile at Apple; one of them has left since. */
async function differing(): Promise<{ dep: DepTest; id: string }> {
  const dep = await depTest({
    apple: { devices: serials.map((serial) => ({ serial, model: 'iPad' as const })) },
  })
  const { id } = await dep.account('School')
  const define = async (profileName: string) =>
    (await dep.app.api('POST', '/dep/profiles', { accountId: id, profileName })).body
  const [pupils, teachers] = [await define('Pupils'), await define('Teachers')]
  await dep.app.api('POST', `/dep/profiles/${pupils.id}/assign`, { serials })
  const server = dep.apple.apple.organization.servers.get(id)!
  for (const serial of [one, two]) {
    const profile = { uuid: teachers.uuid as string, status: 'assigned' as const, assignedAt: Date.now() }
    server.devices.set(serial, { ...server.devices.get(serial)!, profile })
  }
  await silently(dep, () => dep.portal('/devices', { unassign: [three] }))
  return { dep, id }
}

test('an admin compares, sees both sides, decides one difference and then all of a kind', async () => {
  const { dep, id } = await differing()
  const page = await signedInPage(dep.app)
  await page.getByRole('link', { name: 'Reconciliation', exact: true }).click()
  await heading(page, 'Reconciliation')
  await see(page, 'Not compared yet.')
  await dep.portal('/faults', { latencyMs: 300 })
  await page.getByRole('button', { name: 'Compare now: School' }).click()
  await see(page.getByRole('status'), /Syncing first|Reading Apple’s list|Comparing/)
  await see(page, '2 differences wait for a decision')
  await dep.portal('/faults', { latencyMs: 0 })
  await page.getByRole('link', { name: 'See the differences' }).click()
  await heading(page, 'Reconciliation: School')
  const kinds = page.getByRole('list', { name: 'Open differences by kind' })
  await see(kinds, 'Other profile')
  await see(kinds, '2 open')

  await page.getByRole('row', { name: one }).getByRole('button', { name: one }).click()
  const drawer = page.getByRole('dialog', { name: one })
  await see(drawer, 'Apple has another profile for the device than the one wanted.')
  await see(drawer.getByRole('row', { name: /Profile/ }), /Teachers \(.*Pupils \(/)
  await drawer.getByRole('button', { name: 'Leave as it is' }).click()
  const question = page.getByRole('dialog', { name: 'Leave as it is' })
  await see(question, '1 difference is not listed as open again while it stays as it is.')
  await question.getByRole('button', { name: 'Leave as it is' }).click()
  await see(page, '1 difference decided.')
  await see(kinds, '1 open')

  await kinds.getByRole('button', { name: 'Assign our profile again' }).click()
  const all = page.getByRole('dialog', { name: 'Assign our profile again' })
  await see(all, '1 device gets the profile that is wanted again.')
  await all.getByRole('button', { name: 'Assign our profile again' }).click()
  await see(page, 'Nothing waits for a decision')

  await page.getByRole('link', { name: 'What was mended' }).click()
  await see(page.getByRole('row', { name: three }), 'No longer reported by Apple')
  await dep.runDue()
  await reconcile(dep, id)
  await see(page, 'Apple’s list and ours agree: 2 devices')
})

test('what waits is told on Today; a failed comparison says why; the pages are without faults', async () => {
  const { dep, id } = await differing()
  await reconcile(dep, id)
  const page = await signedInPage(dep.app)
  await see(page, '2 differences between Apple’s list and ours wait for a decision.')
  await dep.portal('/faults', { termsNotSigned: true })
  await reconcile(dep, id)
  for (const [address, title] of [
    ['/dep/reconciliation', 'Reconciliation'],
    [`/dep/reconciliation/${id}`, 'Reconciliation: School'],
    [`/dep/reconciliation/${id}?state=any`, 'Reconciliation: School'],
  ] as const) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`${dep.app.url}${address}`)
    await heading(page, title)
    await see(page, 'The last comparison failed')
    await see(page, 'accept them')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await accessibilityFaults(page, { rules: ['color-contrast'] })).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await isTooWide(page)).toBe(false)
  }
})
