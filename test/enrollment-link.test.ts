import { expect, test } from 'vitest'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'

const requests = '/enrollment-requests'

/** A device outside of Apple's DEP, with the link that was sent for it. */
async function invited(world: AppleWorld, fields: Record<string, unknown> = {}) {
  const made = await world.record('', { serial: null, depMethod: null, code: '48151623', ...fields })
  const { body } = await world.api('POST', requests, { deviceIds: [made.id], channel: 'qr' })
  const [request] = body.items
  return { ...made, requestId: request.id as string, link: request.link as string }
}

const requestOf = async (world: AppleWorld, id: string) => (await world.api('GET', `${requests}/${id}`)).body

test('a phone outside of DEP enrolls by its link and code; the request says opened, then accepted', async () => {
  const world = await appleWorld()
  const { id, identifier, link, requestId } = await invited(world)
  const phone = world.device('F2LLINK00001')
  const result = await phone.enrollByLink({ link, code: '48151623' })
  expect(result.reason).toBeUndefined()
  expect(result.outcome).toBe('enrolled')

  const { body: device } = await world.api('GET', `/devices/${id}`)
  expect(device).toMatchObject({ status: 'enrolled', serial: 'F2LLINK00001', udid: phone.hardware.udid })
  expect(await requestOf(world, requestId)).toMatchObject({
    status: 'accepted',
    openedAt: expect.any(String),
    acceptedAt: expect.any(String),
  })
  const { body: arrivals } = await world.api('GET', `/arrivals?device=${id}`)
  expect(arrivals.items).toMatchObject([{ channel: 'link', outcome: 'admit', deviceIdentifier: identifier }])
  const kinds = (await world.api('GET', `/devices/${id}/timeline`)).body.items.map(
    ({ kind }: { kind: string }) => kind,
  )
  expect(kinds).toEqual(
    expect.arrayContaining(['enrollment-request.opened', 'arrival.admitted', 'device.enrolled']),
  )

  expect(await world.send('GET', new URL(link).pathname)).toMatchObject({ status: 410 })
  const again = world.device('F2LLINK00002')
  expect(await again.enrollByLink({ link, code: '48151623' })).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('This link was used'),
  })
})

test('a page that is only looked at changes nothing and counts as opened for nobody', async () => {
  const world = await appleWorld()
  const { id, link, requestId } = await invited(world)
  const { pathname } = new URL(link)
  const iPhone = { 'user-agent': 'iPhone' }
  for (const method of ['HEAD', 'GET', 'GET'])
    expect((await world.send(method, pathname, undefined, iPhone)).status).toBe(200)
  expect(await requestOf(world, requestId)).toMatchObject({ status: 'none', openedAt: null })
  expect((await world.api('GET', `/arrivals?device=${id}`)).body.items).toEqual([])
})

test('a wrong code is asked for again, seen by the security officer, and after some tries made to wait', async () => {
  const world = await appleWorld()
  const { id, link } = await invited(world)
  const tries: string[] = []
  for (let n = 0; n < 6; n++) {
    const { outcome, reason } = await world.device('F2LLINK00001').enrollByLink({ link, code: `0000${n}` })
    expect(outcome).toBe('refused')
    tries.push(reason ?? '')
  }
  expect(tries[0]).toContain('do not fit')
  expect(tries.at(-1)).toContain('Too many wrong tries')
  const { body: arrivals } = await world.api('GET', `/arrivals?device=${id}`)
  const reasons = arrivals.items.map(({ reason }: { reason: string }) => reason)
  expect(reasons).toEqual(expect.arrayContaining(['wrong-code', 'too-many-tries']))
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolling')
})

test('the device of a record with a serial number must have it, otherwise the profile enrolls nothing', async () => {
  const world = await appleWorld()
  const { id, link } = await invited(world, { serial: 'F2LRIGHT0001' })
  const wrong = await world.device('F2LWRONG0001').enrollByLink({ link, code: '48151623' })
  expect(wrong).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('Authenticate') })
  const { body: timeline } = await world.api('GET', `/devices/${id}/timeline`)
  expect(timeline.items[0].summary).toContain('serial number')
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolling')
  const right = await world.device('F2LRIGHT0001').enrollByLink({ link, code: '48151623' })
  expect(right.outcome).toBe('enrolled')
})

test('a device whose record wants a login is set up by its user alone', async () => {
  const world = await appleWorld()
  for (const userName of ['ana', 'ben']) {
    const { body } = await world.api('POST', '/users', { userName })
    await world.api('PUT', `/users/${body.id}/password`, { password: `${userName}-secret-1` })
  }
  const { link } = await invited(world, { authentication: 'login', userName: 'ana' })
  const signIn = (userName: string, password: string) =>
    world.device('F2LLINK00001').enrollByLink({ link, login: { userName, password } })
  expect(await signIn('ana', 'wrong')).toMatchObject({ reason: expect.stringContaining('password is wrong') })
  expect(await signIn('ben', 'ben-secret-1')).toMatchObject({
    reason: expect.stringContaining('meant for somebody else'),
  })
  expect(await signIn('ana', 'ana-secret-1')).toMatchObject({ outcome: 'enrolled' })
})

test('somebody without a device brings their own, where the settings let unknown devices in', async () => {
  const world = await appleWorld()
  await world.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  await world.api('POST', '/users', { userName: 'ana' })
  const { body } = await world.api('POST', requests, { userNames: ['ana'], channel: 'qr' })
  const { id, link } = body.items[0]
  const result = await world.device('F2LOWN000001', 'iPad').enrollByLink({ link })
  expect(result).toMatchObject({ outcome: 'enrolled' })
  expect(await requestOf(world, id)).toMatchObject({ status: 'accepted', userName: 'ana' })
  const { body: devices } = await world.api('GET', '/devices?user=ana')
  expect(devices.items).toMatchObject([
    { source: 'self', platform: 'ipados', status: 'enrolled', serial: 'F2LOWN000001' },
  ])
  expect(devices.items[0].identifier).toMatch(/^ana-\w{6}$/)
})

test('when only known devices may enroll, a link to somebody without one leads nowhere, and the arrival says why', async () => {
  const world = await appleWorld()
  await world.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  await world.api('POST', '/users', { userName: 'ana' })
  const { body } = await world.api('POST', requests, { userNames: ['ana'], channel: 'qr' })
  await world.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: true })
  const result = await world.device('F2LOWN000001').enrollByLink({ link: body.items[0].link })
  expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('not on the list') })
  expect((await world.api('GET', '/devices')).body.items).toEqual([])
})

test('each way in which a link ends is said in words, in the language of the person', async () => {
  let now = new Date()
  const world = await appleWorld({ clock: () => now })
  const { link, requestId, id } = await invited(world)
  const { pathname } = new URL(link)
  const read = async (path = pathname, language = 'en') => {
    const response = await world.send('GET', path, undefined, {
      'accept-language': language,
      'user-agent': 'iPhone',
    })
    return { status: response.status, text: await response.text() }
  }
  const { body } = await world.api('POST', requests, { deviceIds: [id], channel: 'qr' })
  expect(await read()).toMatchObject({ status: 410, text: expect.stringContaining('There is a newer link') })
  const newer = new URL(body.items[0].link as string).pathname
  expect((await read(newer)).status).toBe(200)
  now = new Date(now.getTime() + 8 * 86_400_000)
  expect(await read(newer)).toMatchObject({ status: 410, text: expect.stringContaining('time of this link') })
  await world.api('POST', `${requests}/${body.items[0].id}/revoke`)
  expect(await read(newer, 'de')).toMatchObject({
    status: 410,
    text: expect.stringContaining('zurückgezogen'),
  })
  expect(await read(`/e/${'A'.repeat(32)}`, 'ja')).toMatchObject({
    status: 404,
    text: expect.stringContaining('このリンクは登録されていません'),
  })
  expect((await world.api('GET', `${requests}/${requestId}`)).body.endReason).toBe('replaced')
})

test('on a computer the page shows the way to the device; a device of DEP is only to be switched on', async () => {
  const world = await appleWorld()
  const { link } = await invited(world, { displayName: '<b>Ana\u0027s phone</b>' })
  const { pathname } = new URL(link)
  const windows = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' }
  const elsewhere = await (await world.send('GET', pathname, undefined, windows)).text()
  expect(elsewhere).toContain('Open this link on the device')
  expect(elsewhere).toContain('<svg')
  expect(elsewhere).toContain('&lt;b&gt;Ana&#39;s phone&lt;/b&gt;')
  expect(elsewhere).not.toContain('<b>')

  const dep = await world.record('F2LDEP000001')
  const { body } = await world.api('POST', requests, { deviceIds: [dep.id], channel: 'qr' })
  const landing = await world.send('GET', new URL(body.items[0].link as string).pathname, undefined, windows)
  expect(await landing.text()).toContain('Switch the device on')
})

test('a device of another kind, or one that another record names, does not enroll by the link', async () => {
  const world = await appleWorld()
  const { id, link } = await invited(world)
  const mac = await world.device('C02LINKMAC01', 'Mac').enrollByLink({ link, code: '48151623' })
  expect(mac).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('Authenticate') })
  await world.record('F2LTAKEN0001')
  const taken = await world.device('F2LTAKEN0001').enrollByLink({ link, code: '48151623' })
  expect(taken.outcome).toBe('refused')
  const lost = await world.record('F2LLOST00001')
  await world.api('POST', `/devices/${lost.id}/withdraw`)
  expect((await world.device('F2LLOST00001').enrollByLink({ link, code: '48151623' })).outcome).toBe(
    'refused',
  )
  const { body } = await world.api('GET', '/arrivals?channel=link&outcome=refuse')
  expect(body.items.map(({ reason }: { reason: string }) => reason)).toEqual([
    'withdrawn',
    'ambiguous-device',
    'wrong-platform',
  ])
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolling')
  expect((await world.device('F2LRIGHT0001').enrollByLink({ link, code: '48151623' })).outcome).toBe(
    'enrolled',
  )
})
