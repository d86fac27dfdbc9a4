import { expect, test } from 'vitest'
import { findBehind } from '../src/policies/find-behind.ts'
import type { CommandAnswer } from '../src/simulator/device/command-answer.ts'
import { getCertificate, type Hand } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { planAndApply } from './support/import.ts'
import { addPolicy, inShort, mobileconfig, pollAll, type Received } from './support/policies.ts'

const serial = 'C02POLICY001'

async function world() {
  const app = await appleWorld()
  for (const name of ['Pupils', 'Staff']) await app.api('POST', '/groups', { name })
  return app
}

async function enroll(
  app: AppleWorld,
  more: Record<string, unknown> = { AwaitingConfiguration: true },
): Promise<Hand> {
  const hand = await getCertificate(app, app.device(serial, 'iPad'))
  await hand.authenticate()
  expect((await hand.updateToken(more)).status).toBe(200)
  return hand
}

/** Changes are delivered by a job; the marks tell when it has done its work. */
async function settled(app: AppleWorld) {
  for (;;) {
    const marks = await app.platform.db.selectFrom('device_due').select('device_id').execute()
    if (marks.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const statesOf = async (app: AppleWorld, id: string) => {
  const { items } = (await app.api('GET', `/devices/${id}/policies`)).body
  return items.map(
    ({ policy, state }: { policy: { name: string }; state: string }) => `${policy.name}: ${state}`,
  )
}
const timeline = async (app: AppleWorld, id: string) =>
  (await app.api('GET', `/devices/${id}/timeline?limit=100`)).body.items.map(
    ({ kind }: { kind: string }) => kind,
  )

const wifi = { kind: 'wifi', ssid: 'School', security: 'wpa2', password: 'correct horse' }
const clip = { kind: 'web-clip', label: 'Home', url: 'https://example.com' }
const upload = {
  kind: 'configuration-profile',
  fileName: 'x.mobileconfig',
  bytes: Buffer.from(mobileconfig('com.example.clip')).toString('base64'),
}

test('a device that enrolls gets what it is given, in order, before it is released', async () => {
  const app = await world()
  await app.api('POST', '/tags', { name: 'New' })
  await app.api('PUT', '/settings/enrollment', {
    agentManifestUrl: 'https://example.com/agent.plist',
    minimumAgentVersion: '',
  })
  await addPolicy(app, 'App', {
    groups: ['Pupils'],
    content: { kind: 'app', source: { kind: 'app-store', appId: '361309726' } },
  })
  await addPolicy(app, 'Upload', { groups: ['Pupils'], content: upload })
  await addPolicy(app, 'Clip', { groups: ['Staff'], content: clip })
  await addPolicy(app, 'Limits', {
    groups: ['Pupils'],
    content: { kind: 'restrictions', values: { allowCamera: false } },
  })
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  await addPolicy(app, 'Net', { groups: ['Pupils'], content: wifi })
  await addPolicy(app, 'Not here', { groups: ['Pupils'], platforms: ['macos'] })
  const loan = { name: 'Loan', groups: ['Staff'], tags: ['New'], deviceName: 'Loan {serial}' }
  expect((await app.api('POST', '/templates', loan)).status).toBe(201)
  const more = { platform: 'ipados', groups: ['Pupils'], template: 'Loan', agentInstallRequired: true }
  const { id } = await app.record(serial, more)

  const received = await pollAll(await enroll(app))
  expect(inShort(received)).toEqual([
    'DeviceInformation',
    'InstallProfile com.apple.wifi.managed',
    'InstallProfile com.apple.mobiledevice.passwordpolicy',
    'InstallProfile com.apple.applicationaccess',
    'InstallProfile com.apple.webClip.managed',
    'InstallProfile com.apple.webClip.managed',
    'InstallApplication',
    'InstallApplication',
    'Settings',
    'DeviceConfigured',
    ...received.slice(10).map(({ type }) => type),
  ])
  expect(received[8]!.command['Settings']).toEqual([{ Item: 'DeviceName', DeviceName: `Loan ${serial}` }])
  expect(received[7]!.command['ManifestURL']).toBe('https://example.com/agent.plist')
  expect(await statesOf(app, id)).toEqual([
    'Net: installed',
    'Code: installed',
    'Not here: not-applicable',
    'Limits: installed',
    'Clip: installed',
    'Upload: installed',
    'App: installed',
  ])
  expect((await app.api('GET', `/devices/${id}`)).body).toMatchObject({
    groups: ['Pupils', 'Staff'],
    tags: ['New'],
  })
  const kinds = await timeline(app, id)
  expect(kinds.filter((kind: string) => kind === 'policy.installed')).toHaveLength(6)
  expect(kinds).toEqual(
    expect.arrayContaining(['template.applied', 'agent.installed', 'device.named', 'device.configured']),
  )
})

test('what the form says is in the profile, signed by the installation, with the secret', async () => {
  const app = await world()
  await addPolicy(app, 'Net', { groups: ['Pupils'], content: wifi })
  await app.record(serial, { groups: ['Pupils'] })
  const [, install] = await pollAll(await enroll(app))
  const [payload] = install!.profile!['PayloadContent'] as [Record<string, unknown>]
  expect(payload).toMatchObject({ SSID_STR: 'School', Password: 'correct horse' })
  const rows = await app.platform.db.selectFrom('command').selectAll().execute()
  expect(JSON.stringify(rows.map((row) => String(row.payload_sealed)))).not.toContain('correct horse')
})

test('after the enrollment a device gets what changes: a version, a group more, a group less, a policy deleted', async () => {
  const app = await world()
  const code = await addPolicy(app, 'Code', { groups: ['Pupils'] })
  await addPolicy(app, 'Clip', { groups: ['Staff'], content: clip })
  const { id } = await app.record(serial, { groups: ['Pupils'] })
  const hand = await enroll(app, {})
  await pollAll(hand)

  await app.api('PATCH', `/policies/${code.id}`, { content: { kind: 'passcode', minLength: 9 } })
  await settled(app)
  const changed = await pollAll(hand)
  expect(inShort(changed)).toEqual(['InstallProfile com.apple.mobiledevice.passwordpolicy'])
  expect(changed[0]!.profile!['PayloadContent']).toMatchObject([{ minLength: 9 }])
  expect((await app.api('GET', `/devices/${id}/policies`)).body.items).toMatchObject([
    { installedVersion: 2 },
  ])

  await app.api('PATCH', `/devices/${id}`, { groups: ['Pupils', 'Staff'] })
  await settled(app)
  expect(inShort(await pollAll(hand))).toEqual(['InstallProfile com.apple.webClip.managed'])

  await app.api('PATCH', `/devices/${id}`, { groups: ['Staff'] })
  await settled(app)
  expect(await statesOf(app, id)).toEqual(['Clip: installed', 'Code: removing'])
  expect(inShort(await pollAll(hand))).toEqual([`RemoveProfile muster.policy.${code.id}`])
  expect(await statesOf(app, id)).toEqual(['Clip: installed', 'Code: removed'])

  expect((await app.api('DELETE', '/policies/name:Clip?confirm=1')).status).toBe(204)
  await settled(app)
  expect(inShort(await pollAll(hand))).toHaveLength(1)
  expect(await statesOf(app, id)).toEqual(['Code: removed', 'Clip: removed'])
  expect(inShort(await pollAll(hand))).toEqual([])
})

test('changes that come while a device is away reach it once, as they are in the end', async () => {
  const app = await world()
  const { id: policy } = await addPolicy(app, 'Code', { groups: ['Pupils'] })
  await app.record(serial, { groups: ['Pupils'] })
  const hand = await enroll(app, {})
  await pollAll(hand)
  for (const minLength of [7, 8, 9]) {
    await app.api('PATCH', `/policies/${policy}`, { content: { kind: 'passcode', minLength } })
    await settled(app)
  }
  const received = await pollAll(hand)
  expect(received).toHaveLength(1)
  expect(received[0]!.profile!['PayloadContent']).toMatchObject([{ minLength: 9 }])
})

test('an uploaded profile with another name takes the place of the one before', async () => {
  const app = await world()
  const { id: policy } = await addPolicy(app, 'Upload', { groups: ['Pupils'], content: upload })
  await app.record(serial, { groups: ['Pupils'] })
  const hand = await enroll(app, {})
  await pollAll(hand)
  const next = new Uint8Array(Buffer.from(mobileconfig('com.example.next')))
  await app.api('PUT', `/policies/${policy}/file`, next, { headers: { 'content-type': 'application/xml' } })
  await settled(app)
  expect(inShort(await pollAll(hand))).toEqual([
    'RemoveProfile com.example.clip',
    'InstallProfile com.apple.webClip.managed',
  ])
})

const refuse = (code: number) => () => ({
  Status: 'Error' as const,
  ErrorChain: [
    { ErrorCode: code, ErrorDomain: 'MCInstallationErrorDomain', USEnglishDescription: 'Not today' },
  ],
})

test('what a device refuses is shown with its words, does not hold up its setup, and is sent again when somebody asks', async () => {
  const app = await world()
  const { id: policy } = await addPolicy(app, 'Code', { groups: ['Pupils'] })
  const { id } = await app.record(serial, { groups: ['Pupils'] })
  const hand = await enroll(app)
  const onProfile = (answer: ReturnType<typeof refuse>) => (received: Received) =>
    received.type === 'InstallProfile' ? answer() : { Status: 'Acknowledged' as const }
  const types = (await pollAll(hand, onProfile(refuse(4001)))).map(({ type }) => type)
  expect(types).toContain('DeviceConfigured')
  const { items } = (await app.api('GET', `/devices/${id}/policies`)).body
  expect(items).toMatchObject([{ state: 'failed', error: 'Not today', installedVersion: null }])
  expect((await app.api('GET', `/policies/${policy}`)).body.devices).toMatchObject({
    given: 1,
    failed: 1,
    pending: 0,
  })
  expect((await app.api('GET', `/policies/${policy}/devices?state=failed`)).body).toMatchObject({
    items: [{ device: { id }, error: 'Not today' }],
    total: 1,
  })
  expect(await timeline(app, id)).toContain('policy.failed')

  await app.api('PATCH', `/devices/${id}`, { groups: ['Pupils', 'Staff'] })
  await settled(app)
  expect(await pollAll(hand)).toEqual([])
  expect((await app.api('POST', `/devices/${id}/policies/retry`, {})).body).toEqual({ retried: 1 })
  await settled(app)
  expect(inShort(await pollAll(hand))).toHaveLength(1)
  expect(await statesOf(app, id)).toEqual(['Code: installed'])
  expect((await app.api('POST', `/policies/${policy}/retry`)).body).toEqual({ retried: 0 })
})

test('a profile that will not go stays to be seen; one that is gone already counts as removed', async () => {
  const app = await world()
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  const { id } = await app.record(serial, { groups: ['Pupils'] })
  const hand = await enroll(app, {})
  await pollAll(hand)
  await app.api('PATCH', `/devices/${id}`, { groups: [] })
  await settled(app)
  await pollAll(hand, refuse(4001))
  expect(await statesOf(app, id)).toEqual(['Code: failed'])
  expect((await app.api('POST', `/devices/${id}/policies/retry`)).body).toEqual({ retried: 1 })
  await settled(app)
  const gone = { ErrorCode: 12075, ErrorDomain: 'MCMDMErrorDomain', USEnglishDescription: 'Not installed' }
  expect(await pollAll(hand, () => ({ Status: 'Error', ErrorChain: [gone] }))).toHaveLength(1)
  expect(await statesOf(app, id)).toEqual(['Code: removed'])
})

test('a device that was wiped gets everything again; one that left has nothing', async () => {
  const app = await world()
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  const { id } = await app.record(serial, { groups: ['Pupils'] })
  await pollAll(await enroll(app, {}))
  const again = await enroll(app, {})
  expect(await statesOf(app, id)).toEqual(['Code: pending'])
  expect(inShort(await pollAll(again))).toContain('InstallProfile com.apple.mobiledevice.passwordpolicy')
  expect(await statesOf(app, id)).toEqual(['Code: installed'])
  await again.checkIn({ MessageType: 'CheckOut' })
  expect(await statesOf(app, id)).toEqual(['Code: pending'])
})

test('a template that an enrolled device gets, and each change of it, reaches the device', async () => {
  const app = await world()
  await addPolicy(app, 'Clip', { content: clip })
  const { id } = await app.record(serial, {})
  const hand = await enroll(app)
  await pollAll(hand)
  await app.api('POST', '/templates', {
    name: 'Loan',
    policies: ['Clip'],
    groups: ['Staff'],
    deviceName: 'Loan',
  })
  await app.api('PATCH', `/devices/${id}`, { template: 'Loan' })
  await settled(app)
  expect((await pollAll(hand)).map(({ type }) => type)).toEqual(['InstallProfile'])
  await app.api('PATCH', '/templates/name:Loan', { policies: [] })
  await settled(app)
  expect((await pollAll(hand)).map(({ type }) => type)).toEqual(['RemoveProfile'])
  expect((await app.api('GET', `/devices/${id}`)).body.groups).toEqual(['Staff'])
})

test('devices are put into a group and taken out of it, by id and by filter, and a preview changes nothing', async () => {
  const app = await world()
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  const { id } = await app.record(serial, {})
  const other = await app.record('OTHER0000001', {})
  const gone = await app.record('GONE00000001', {})
  await app.api('POST', `/devices/${gone.id}/withdraw`)
  const hand = await enroll(app, {})
  await pollAll(hand)
  const change = async (body: object) => (await app.api('POST', '/groups/name:Pupils/members', body)).body

  const all = { act: 'add', filter: { platform: 'ios' } }
  expect(await change({ ...all, preview: true })).toEqual({
    matched: 2,
    changed: 2,
    enrolled: 1,
    preview: true,
  })
  expect((await app.api('GET', '/devices?group=Pupils')).body.total).toBe(0)
  expect(await change(all)).toEqual({ matched: 2, changed: 2, enrolled: 1, preview: false })
  expect(await change(all)).toMatchObject({ matched: 2, changed: 0 })
  await settled(app)
  expect(inShort(await pollAll(hand))).toEqual(['InstallProfile com.apple.mobiledevice.passwordpolicy'])
  expect(await change({ act: 'remove', deviceIds: [id] })).toMatchObject({
    matched: 1,
    changed: 1,
    enrolled: 1,
  })
  await settled(app)
  expect(inShort(await pollAll(hand))).toHaveLength(1)
  expect((await app.api('GET', '/devices?group=Pupils')).body.items).toMatchObject([{ id: other.id }])
  expect(await timeline(app, id)).toEqual(expect.arrayContaining(['group.joined', 'group.left']))
  for (const wrong of [{ act: 'add' }, { act: 'add', deviceIds: [id], filter: {} }])
    expect((await change(wrong)).code).toBe('request.invalid')
})

test('an import that gives an enrolled device another template reaches the device', async () => {
  const app = await world()
  await addPolicy(app, 'Clip', { content: clip })
  await app.api('POST', '/templates', { name: 'Loan', policies: ['Clip'] })
  const { identifier } = await app.record(serial, {})
  const hand = await enroll(app, {})
  await pollAll(hand)
  const { id } = await planAndApply(app, `Identifier,OS,Template\n${identifier},ios,Loan\n`)
  await settled(app)
  expect(inShort(await pollAll(hand))).toEqual(['InstallProfile com.apple.webClip.managed'])
  expect((await app.api('POST', `/imports/${id}/undo`)).status).toBe(200)
  await settled(app)
  expect((await pollAll(hand)).map(({ type }) => type)).toEqual(['RemoveProfile'])
})

test('what changed in no usual way is found: a group that was deleted, an agent that was published anew', async () => {
  const app = await world()
  await addPolicy(app, 'Code', { groups: ['Staff'] })
  await app.api('POST', '/templates', { name: 'Loan', groups: ['Pupils'] })
  const { id } = await app.record(serial, { template: 'Loan', groups: ['Staff'], agentInstallRequired: true })
  const hand = await enroll(app, {})
  await pollAll(hand)
  const look = async () => {
    await findBehind(app.platform)
    await settled(app)
    return (await pollAll(hand)).map(({ type }) => type)
  }
  expect(await look()).toEqual([])
  await app.api('PUT', '/settings/enrollment', { agentAppId: '361309726' })
  expect(await look()).toEqual(['InstallApplication'])
  await app.platform.db.deleteFrom('policy_group').execute()
  expect(await look()).toEqual(['RemoveProfile'])
  expect(await look()).toEqual([])
  expect(await statesOf(app, id)).toEqual(['Code: removed'])
})

test('what fails at one device does not keep the others waiting', async () => {
  const app = await world()
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  await app.record(serial, { groups: ['Pupils'] })
  const hand = await enroll(app, {})
  await pollAll(hand)
  const other = await app.record('ANDROID00001', { platform: 'android', depMethod: null })
  const { db } = app.platform
  await db.updateTable('device').set({ status: 'enrolled' }).where('id', '=', other.id).execute()
  await app.api('PATCH', `/devices/${other.id}`, { groups: ['Pupils'] })
  const longer = { content: { kind: 'passcode', minLength: 9 } }
  expect((await app.api('PATCH', '/policies/name:Code', longer)).body).toMatchObject({ version: 2 })
  await settled(app)
  expect(await pollAll(hand)).toHaveLength(1)

  await db
    .updateTable('policy')
    .set({ content_sealed: Buffer.alloc(60, 1), version: 9 })
    .execute()
  await app.api('POST', '/groups/name:Staff/members', { act: 'add', filter: {} })
  const dueLater = () =>
    db
      .selectFrom('device_due')
      .select('due_at')
      .where('due_at', '>', new Date(Date.now() + 60_000).toISOString())
      .execute()
  while ((await dueLater()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await pollAll(hand)).toEqual([])
})

test('a simulated iPad takes its policies before Setup Assistant lets it go', async () => {
  const app = await world()
  await addPolicy(app, 'Code', { groups: ['Pupils'] })
  await addPolicy(app, 'Net', { groups: ['Pupils'], content: wifi })
  const { id } = await app.record(serial, { groups: ['Pupils'] })
  expect(await app.device(serial, 'iPad').enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
  expect(await statesOf(app, id)).toEqual(['Net: installed', 'Code: installed'])
  const kinds = await timeline(app, id)
  expect(kinds.indexOf('device.configured')).toBeLessThan(kinds.indexOf('policy.installed'))
})

test('a device takes the name of its template, and the page says so; where it does not, its words are told', async () => {
  const app = await world()
  await app.api('POST', '/templates', { name: 'Loan', deviceName: 'Loan {serial}' })
  const { id } = await app.record(serial, { template: 'Loan' })
  const iPad = app.device(serial, 'iPad')
  await iPad.enroll()
  expect(await timeline(app, id)).toContain('device.named')
  expect((await app.api('GET', `/devices/${id}/details`)).body.system.name).toBe(`iPad Y001`)
  await app.api('POST', `/devices/${id}/commands`, { act: 'refresh' })
  await iPad.poll()
  expect((await app.api('GET', `/devices/${id}/details`)).body.system.name).toBe(`Loan ${serial}`)

  const other = await app.record('C02POLICY002', { template: 'Loan' })
  const refusal = { ErrorCode: 12064, ErrorDomain: 'MCMDMErrorDomain', USEnglishDescription: 'No new name' }
  const answer = ({ RequestType: type }: { RequestType: string }): CommandAnswer | undefined =>
    type === 'Settings'
      ? { status: 'Acknowledged', results: { Settings: [{ Status: 'Error', ErrorChain: [refusal] }] } }
      : undefined
  const refusing = app.device('C02POLICY002', 'iPad', { knobs: { answer } })
  expect(await refusing.enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
  const { items } = (await app.api('GET', `/devices/${other.id}/timeline?limit=100`)).body
  expect(items).toContainEqual(
    expect.objectContaining({
      kind: 'device.naming-failed',
      summary: 'The device kept its name: No new name',
    }),
  )
})
