import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAppleDevice, simulateAppleDevice, type AppleDevice } from '../simulator/device/apple-device.ts'
import { table } from '../cli/output.ts'
import { appleDevices, arrivals, clone, eva, evasTablet, unlucky, type Arrival } from './cast.ts'
import { enrollAndroid } from './android.ts'
import { must } from './must.ts'
import type { Outcome, Report } from './report.ts'
import type { Stage } from './stage.ts'

export async function tellStory(stage: Stage, report: Report): Promise<void> {
  const accountId = await connectApple(stage, report)
  await prepare(stage, report)
  await importFile(stage, report, { file: 'teachers.csv', rows: 4, rejects: 0 })
  await importFile(stage, report, { file: 'tablets.csv', rows: 5, rejects: 1 })
  await readMails(stage, report)
  await assignProfile(stage, report, accountId)
  await withdraw(stage, report, 'tab-03')
  report.step('Devices are switched on')
  const outcomes = await letThemArrive(stage, report)
  await askAppleAgain(stage, report, accountId)
  await showRecords(stage, report)
  outcomes.push(...(await enrollAndroid(stage, report)))
  report.outcomes(outcomes)
}

async function connectApple({ api, text, apple }: Stage, report: Report): Promise<string> {
  report.step('Connect Apple: certificate there, server token here')
  const { id } = must(await api('POST', '/dep/accounts', { name: 'School' }), 201).body
  const certificate = await text(`/dep/accounts/${id}/certificate`)
  const token = await fetch(`${apple.url}${apple.portalPath}/servers`, { method: 'POST', body: certificate })
  report.fact(`Uploaded the certificate to the portal, got ${token.headers.get('content-type')}`)
  const saved = must(
    await api('PUT', `/dep/accounts/${id}/token`, new Uint8Array(await token.arrayBuffer())),
  ).body
  report.fact(
    `Token validated, decrypted and saved: server "${saved.serverName}" of ${saved.organizationName}, until ${saved.tokenExpiresAt?.slice(0, 10)}`,
  )
  const sync = await finished(async () => (await api('GET', `/dep/accounts/${id}/syncs`)).body.items[0])
  report.expect(
    `The first sync brought ${appleDevices.length} devices`,
    sync?.state === 'done' && sync.added === appleDevices.length,
  )
  return id
}

async function prepare({ api }: Stage, report: Report): Promise<void> {
  report.step('Prepare what the lists name: an organization, a template, tags')
  must(await api('POST', '/organizations', { name: 'Staff' }), 201)
  must(await api('POST', '/templates', { name: 'Teacher' }), 201)
  for (const name of ['staff', 'class 5a']) must(await api('POST', '/tags', { name }), 201)
  const { password, ...person } = eva
  const { id } = must(await api('POST', '/users', person), 201).body
  must(await api('PUT', `/users/${id}/password`, { password }))
  const tablet = { identifier: 'tab-06', platform: 'ipados', serial: evasTablet, depMethod: 'Serial' }
  must(await api('POST', '/devices', { ...tablet, authentication: 'login' }), 201)
  report.fact('tab-06 is for whoever signs in at it')
}

type Expected = { file: string; rows: number; rejects: number }

async function importFile({ api }: Stage, report: Report, { file, rows, rejects }: Expected): Promise<void> {
  report.step(`Import ${file}: plan first, then apply`)
  const form = new FormData()
  form.set('file', new Blob([readFileSync(new URL(file, import.meta.url))]), file)
  const started = must(await api('POST', '/imports', form), 201).body
  const plan = await settledImport(api, started.id)
  const { create, update, reject, clear } = plan.counts
  report.fact(
    `Plan: ${plan.counts.rows} rows, ${create} to create, ${update} to update, ${reject} rejected, ${clear} cells cleared`,
  )
  for (const { line, problems } of (await api('GET', `/imports/${plan.id}/rows?outcome=reject`)).body.items)
    report.fact(
      `Line ${line}: ${problems.map((p: { column: string; message: string }) => `${p.column}: ${p.message}`).join('; ')}`,
    )
  report.expect(`${rows} rows, ${rejects} rejected`, plan.counts.rows === rows && reject === rejects)
  must(await api('POST', `/imports/${plan.id}/apply`, { onReject: 'skip', mail: 'changed' }))
  const applied = await settledImport(api, plan.id)
  report.expect(
    `Applied ${rows - rejects} rows`,
    applied.state === 'applied' && applied.result.created === rows - rejects,
  )
}

async function readMails({ api, mail }: Stage, report: Report): Promise<void> {
  report.step('Those who are to check in are told how, by mail')
  await finished(async () => {
    const { total } = (await api('GET', '/mails?state=sent&limit=1')).body
    return { state: total === 2 ? 'sent' : 'running' }
  })
  for (const { to, subject } of mail.mails) report.fact(`To ${to.join()}: ${subject}`)
  report.expect('Two mails went out', mail.mails.length === 2)
}

async function assignProfile({ api, apple }: Stage, report: Report, accountId: string): Promise<void> {
  report.step('Define a DEP profile at Apple and assign it')
  await fetch(`${apple.url}${apple.portalPath}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ failed: [unlucky.serial] }),
  })
  const fields = {
    accountId,
    profileName: 'School devices',
    isSupervised: true,
    isMdmRemovable: false,
    skipSetupItems: ['Siri', 'Diagnostics', 'Payment'],
  }
  const profile = must(await api('POST', '/dep/profiles', fields), 201).body
  report.fact(`Profile ${profile.uuid}`)
  const serials = appleDevices.map(({ serial }) => serial)
  const { results } = must(await api('POST', `/dep/profiles/${profile.uuid}/assign`, { serials })).body
  report.fact(
    table(
      ['Serial', 'Apple', 'Meaning'],
      results.map((r: Record<string, string>) => [r['serial'], r['status'], r['message']]),
    ),
  )
  const failed = results
    .filter((r: { assigned: boolean }) => !r.assigned)
    .map((r: { serial: string }) => r.serial)
  report.expect('Assigned to all but the one Apple answered FAILED for', failed.join() === unlucky.serial)
}

async function withdraw({ api }: Stage, report: Report, identifier: string): Promise<void> {
  report.step(`${identifier} was reported stolen: withdraw it`)
  const device = must(
    await api('POST', `/devices/identifier:${identifier}/withdraw`, { reason: 'Reported stolen' }),
  ).body
  report.expect(`${identifier} is ${device.status}`, device.status === 'withdrawn')
}

async function letThemArrive(stage: Stage, report: Report): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let first: AppleDevice | undefined
  for (const arrival of arrivals) {
    const device = createAppleDevice(options(stage, arrival))
    const { outcome, reason, configured } = await device.enroll()
    first ??= device
    const decision = await lastArrival(stage, arrival.serial)
    const reasonGiven = decision?.reason ?? 'no arrival'
    const released = configured ? 'Setup Assistant released' : 'Setup Assistant still waits'
    report.fact(
      `${arrival.model.padEnd(6)} ${arrival.serial}  ${outcome}: ${outcome === 'enrolled' ? released : reason}`,
    )
    const ok =
      outcome === arrival.expected && reasonGiven === arrival.reason && (outcome !== 'enrolled' || configured)
    outcomes.push({
      device: `${arrival.name} ${arrival.serial}`,
      expected: `${arrival.expected}, ${arrival.reason}`,
      came: `${outcome}, ${reasonGiven}`,
      why: decision?.summary ?? reason ?? '',
      ok,
    })
  }
  const stolen = first?.identity()
  if (!stolen) throw new Error('The first device has no identity that could be stolen')
  const copied = await simulateAppleDevice({ ...options(stage, clone), knobs: { mdmIdentity: stolen } })
  report.fact(`${clone.model.padEnd(6)} ${clone.serial}  ${copied.outcome}: ${copied.reason ?? ''}`)
  const came = copied.outcome
  outcomes.push({
    device: `${clone.name} ${clone.serial}`,
    expected: `${clone.expected}, ${clone.reason}`,
    came,
    why: await lastEvent(stage, arrivals[0]!.name),
    ok: came === clone.expected,
  })
  return outcomes
}

const options = ({ apple, deviceAuthority }: Stage, { serial, model, person = {} }: Arrival) => ({
  serial,
  model,
  person,
  appleUrl: apple.url,
  deviceAuthority,
})

const lastEvent = async ({ api }: Stage, identifier: string): Promise<string> =>
  (await api('GET', `/devices/identifier:${identifier}/timeline?limit=1`)).body.items[0]?.summary ?? ''

const lastArrival = async (
  { api }: Stage,
  serial: string,
): Promise<{ reason: string; summary: string } | undefined> =>
  (await api('GET', `/arrivals?q=${serial}&limit=1`)).body.items[0]

async function askAppleAgain({ api }: Stage, report: Report, accountId: string): Promise<void> {
  report.step('Ask Apple what has changed')
  const { id } = must(await api('POST', `/dep/accounts/${accountId}/sync`, { mode: 'delta' })).body
  const sync = await finished(async () =>
    (await api('GET', `/dep/accounts/${accountId}/syncs`)).body.items.find(
      (item: { id: string }) => item.id === id,
    ),
  )
  report.fact(`${sync.received} changes received, ${sync.changed} devices changed`)
  const pushed = (await api('GET', '/dep/devices?profileStatus=pushed')).body.total
  report.expect(
    `Apple has pushed the profile to the ${arrivals.length + 1} devices that were switched on`,
    pushed === arrivals.length + 1,
  )
}

async function showRecords({ api }: Stage, report: Report): Promise<void> {
  report.step('What the console shows')
  const { items } = must(await api('GET', '/devices?limit=100')).body
  const rows = items.map((d: Record<string, unknown> & { dep: { profileStatus: string } | null }) => [
    d['identifier'],
    d['status'],
    d['userName'],
    d['serial'],
    d.dep?.profileStatus,
    d['model'],
  ])
  report.fact(table(['Identifier', 'Status', 'User', 'Serial', 'Apple', 'Model'], rows))
  const enrolled = items
    .filter((d: { status: string }) => d.status === 'enrolled')
    .map((d: { identifier: string }) => d.identifier)
  report.expect(
    'Six devices are enrolled',
    enrolled.sort().join() === 'mac-ben,phone-ana,phone-dan,tab-01,tab-02,tab-06',
  )
  const what = must(
    await api('POST', '/admission/what-if', {
      channel: 'ade',
      claimed: { serial: 'DMQX8005TAB5', product: 'iPad14,1' },
    }),
  ).body
  report.fact(`What if DMQX8005TAB5 arrived now? ${what.outcome}: ${what.summary}`)
}

const settledImport = (api: Stage['api'], id: string) =>
  finished(async () => (await api('GET', `/imports/${id}`)).body, ['planning', 'applying'])

/** Asks until the thing is no longer at work. */
async function finished<T extends { state: string } | undefined>(
  ask: () => Promise<T>,
  busy = ['running'],
): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const thing = await ask()
    if (thing && !busy.includes(thing.state)) return thing
    await sleep(100)
  }
  throw new Error('The server did not finish within 30 seconds')
}
