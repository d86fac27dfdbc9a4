import { expect, test } from 'vitest'
import { testApp, type TestApp } from './support/test-app.ts'

const imei = '490154203237518'

async function enrolledPhone(app: TestApp) {
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })
  const { body: device } = await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, {
    imei,
    customAttributes: { room: '12' },
  })
  const answer = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imei, token: bulk.token }),
  })
  const { deviceToken } = (await answer.json()) as { deviceToken: string }
  const authorization = `Bearer ${deviceToken}`
  return {
    bulk,
    device,
    policy: (query = '', etag?: string) =>
      fetch(`${app.url}/android/v1/policy${query}`, {
        headers: { authorization, ...(etag ? { 'if-none-match': etag } : {}) },
      }),
    report: (body: object) =>
      fetch(`${app.url}/android/v1/report`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }
}

test('an agent reads what its device gets, once, and is told when it changes', async () => {
  const app = await testApp()
  const phone = await enrolledPhone(app)
  const first = await phone.policy()
  expect(await first.json()).toMatchObject({
    deviceId: phone.device.id,
    customAttributes: { room: '12' },
    commands: [],
  })
  const etag = first.headers.get('etag')!
  expect((await phone.policy('', etag)).status).toBe(304)

  const waiting = phone.policy('?wait=30', etag)
  await app.api('PATCH', `/devices/${phone.device.id}`, { customAttributes: { room: '13' } })
  expect(await (await waiting).json()).toMatchObject({ customAttributes: { room: '13' } })
})

test('commands are handed out, answered once, and seen by the admin', async () => {
  const app = await testApp()
  const phone = await enrolledPhone(app)
  const path = `/devices/${phone.device.id}/android`
  for (let twice = 0; twice < 2; twice++)
    expect(
      await app.api('POST', `${path}/commands`, { kind: 'message', text: 'Come to room 5' }),
    ).toMatchObject({
      status: 202,
      body: { commands: [{ kind: 'message', state: 'queued', text: 'Come to room 5' }] },
    })
  const { commands } = (await (await phone.policy()).json()) as { commands: { id: string }[] }
  expect(commands).toMatchObject([{ kind: 'message', text: 'Come to room 5' }])
  const results = [{ id: commands[0]!.id, ok: true }]
  for (let twice = 0; twice < 2; twice++)
    expect((await phone.report({ facts: { battery: 80, model: 'SM-G525F' }, results })).status).toBe(200)
  const { body } = await app.api('GET', path)
  expect(body).toMatchObject({
    registration: { reported: { battery: 80 }, claimed: { imei } },
    commands: [{ state: 'done' }],
  })
  expect((await app.api('GET', `/devices/${phone.device.id}`)).body.model).toBe('SM-G525F')
  const { items } = (await app.api('GET', `/devices/${phone.device.id}/timeline`)).body
  expect(items.filter(({ kind }: { kind: string }) => kind === 'command.done')).toHaveLength(1)
})

test('a wipe is confirmed by the identifier, and ends the enrollment when the phone has done it', async () => {
  const app = await testApp()
  const phone = await enrolledPhone(app)
  const wipe = (confirm: string, token?: string) =>
    app.api(
      'POST',
      `/devices/${phone.device.id}/android/commands`,
      { kind: 'wipe', confirm },
      token ? { token } : {},
    )
  expect(await wipe('no')).toMatchObject({ status: 400, body: { code: 'device-erase.unconfirmed' } })
  expect((await wipe(phone.device.identifier, await app.tokenFor('Help desk'))).status).toBe(403)
  expect((await wipe(phone.device.identifier)).status).toBe(202)
  const { commands } = (await (await phone.policy()).json()) as { commands: { id: string }[] }
  await phone.report({ results: [{ id: commands[0]!.id, ok: true }] })
  expect((await app.api('GET', `/devices/${phone.device.id}`)).body.status).toBe('enrolling')
  expect((await phone.policy()).status).toBe(401)
})

test('an agent that leaves, a withdrawn device and a stranger have no right to act', async () => {
  const app = await testApp()
  const phone = await enrolledPhone(app)
  await app.api('POST', `/devices/${phone.device.id}/withdraw`, {})
  for (const answer of [await phone.policy(), await phone.report({})]) expect(answer.status).toBe(401)
  for (const authorization of ['', 'Bearer x', `Bearer ${'x'.repeat(43)}`])
    expect((await fetch(`${app.url}/android/v1/policy`, { headers: { authorization } })).status).toBe(401)
})

test('the token of an agent can be revoked: it is refused at once, and the record waits for a phone again', async () => {
  const app = await testApp()
  const phone = await enrolledPhone(app)
  const revoke = (token?: string) =>
    app.api('POST', `/devices/${phone.device.id}/android/token/revoke`, undefined, token ? { token } : {})
  const etag = (await phone.policy()).headers.get('etag')!
  const waiting = phone.policy('?wait=30', etag)
  await app.api('POST', `/devices/${phone.device.id}/android/commands`, { kind: 'lock' })
  await waiting
  const again = phone.policy('?wait=30', (await phone.policy()).headers.get('etag')!)

  expect((await revoke(await app.tokenFor('Auditor'))).status).toBe(403)
  expect(await revoke()).toMatchObject({ status: 200, body: { status: 'enrolling' } })
  expect((await again).status).toBe(401)
  for (const answer of [await phone.policy(), await phone.report({ leaving: true })])
    expect(answer.status).toBe(401)
  expect((await app.api('GET', `/devices/${phone.device.id}/android`)).body).toMatchObject({
    registration: null,
    commands: [{ kind: 'lock', state: 'dropped' }],
  })
  expect(await revoke()).toMatchObject({ status: 409, body: { code: 'command.not-enrolled' } })
  const { items: events } = (await app.api('GET', '/audit-events')).body
  expect(events.map(({ action }: { action: string }) => action)).toEqual(
    expect.arrayContaining(['device.agent-revoked', 'device.enrollment-ended']),
  )

  // Another phone that names the number may enroll now.
  const other = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imei, serial: 'REPLACEMENT', token: phone.bulk.token }),
  })
  expect(other.status).toBe(200)
})

test('bad reports are answered in words and change nothing', async () => {
  const app = await testApp()
  const phone = await enrolledPhone(app)
  for (const body of [
    { facts: { battery: {} } },
    { results: [{ id: 'x', ok: true }] },
    { facts: { a: 'x'.repeat(501) } },
  ])
    expect((await phone.report(body)).status).toBe(400)
  expect((await phone.report({ results: [{ id: crypto.randomUUID(), ok: true }], unknown: 1 })).status).toBe(
    200,
  )
})
