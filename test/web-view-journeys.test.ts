import { expect, test } from 'vitest'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { answer, isProfile, open } from './support/web-view.ts'

const serial = 'C02TEST00001'
const password = 'correct horse battery'

async function aUser(world: AppleWorld, userName: string): Promise<string> {
  const { body } = await world.api('POST', '/users', { userName, name: userName })
  const set = await world.api('PUT', `/users/${body.id}/password`, { password })
  expect(set.status).toBeLessThan(300)
  return body.id
}

const arrivals = async (world: AppleWorld) => (await world.api('GET', '/arrivals?limit=100')).body.items
const reasons = async (world: AppleWorld) =>
  (await arrivals(world)).map(({ reason }: { reason: string }) => reason).reverse()

test('a device that needs nothing gets its profile at once', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const result = await world.device(serial, 'iPad', { person: {} }).enroll()
  expect(result).toMatchObject({ outcome: 'enrolled', configured: true })
  expect(result.steps.map(({ name }) => name)).not.toContain('page')
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolled')
})

test('who signs in becomes the user once the device has enrolled', async () => {
  const world = await appleWorld()
  await aUser(world, 'ana')
  const { id, identifier } = await world.record(serial, { depMethod: null, authentication: 'login' })
  await world.platform.db.updateTable('device').set({ source: 'dep' }).execute()
  const device = world.device(serial, 'iPhone', { person: { login: { userName: 'ana', password } } })

  const shown = await open(world, device)
  expect(shown.page.title).toBe('Sign in')
  expect(isProfile(await answer(world, shown, { userName: 'ana', password }))).toBe(true)
  // A set-up that is broken off leaves nobody as the user.
  expect((await world.api('GET', `/devices/${id}`)).body.userName).toBeNull()

  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
  expect((await world.api('GET', `/devices/${id}`)).body).toMatchObject({
    userName: 'ana',
    status: 'enrolled',
  })
  expect(await reasons(world)).toEqual(['login-needed', 'admitted', 'login-needed', 'admitted'])
  expect((await arrivals(world))[0]).toMatchObject({ userName: 'ana', deviceIdentifier: identifier })
  const { items } = (await world.api('GET', `/devices/${id}/timeline`)).body
  const summaries = items.map(({ summary }: { summary: string }) => summary)
  expect(summaries).toContain('ana signed in at the device and is its user now.')
  expect(summaries).toContain(`${identifier} was enrolled for ana.`)
  const audit = (await world.api('GET', '/audit-events?action=device.set-up-by')).body
  expect(audit.items).toMatchObject([{ before: { userName: null }, after: { userName: 'ana' } }])
})

test('after a reset somebody else may sign in; before the first enrollment only who it is meant for', async () => {
  const world = await appleWorld()
  await aUser(world, 'ana')
  await aUser(world, 'ben')
  const { id } = await world.record(serial, { depMethod: null, authentication: 'login', userName: 'ana' })
  await world.platform.db.updateTable('device').set({ source: 'dep' }).execute()
  const as = (userName: string) =>
    world.device(serial, 'iPhone', { person: { login: { userName, password } } }).enroll()

  expect(await as('ben')).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('somebody else'),
  })
  expect(await as('ana')).toMatchObject({ outcome: 'enrolled' })
  expect(await as('ben')).toMatchObject({ outcome: 'enrolled' })
  expect((await world.api('GET', `/devices/${id}`)).body.userName).toBe('ben')
})

test('a wrong password is told in words, then there is a wait, and the right one counts again after it', async () => {
  const world = await appleWorld()
  await aUser(world, 'ana')
  await world.record(serial, { depMethod: null, authentication: 'login' })
  await world.platform.db.updateTable('device').set({ source: 'dep' }).execute()
  let shown = await open(world, world.device(serial))
  for (let n = 0; n < 5; n++) {
    shown = await answer(world, shown, { userName: 'ana', password: 'wrong' })
    expect(shown.response.status).toBe(200)
    expect(shown.page.fault).toContain('user name or the password is wrong')
    expect(shown.document).toMatch(/name="userName"\s+value="ana"/)
    expect(shown.document).not.toContain('value="wrong"')
  }
  const waiting = await answer(world, shown, { userName: 'ana', password })
  expect(waiting.page.fault).toMatch(/Too many wrong tries. Try again in \d+ second/)
  expect(await reasons(world)).toEqual([
    'login-needed',
    ...Array.from({ length: 5 }, () => 'wrong-login'),
    'too-many-tries',
  ])
  await world.platform.db.updateTable('credential_attempt').set({ retry_at: null }).execute()
  expect(isProfile(await answer(world, waiting, { userName: 'ana', password }))).toBe(true)
  const { items } = (await world.api('GET', '/arrivals?outcome=admit')).body
  expect(JSON.stringify(items)).not.toContain(password)
})

test('an empty field is no try', async () => {
  const world = await appleWorld()
  await world.record(serial, { depMethod: 'Keycode' })
  const shown = await answer(world, await open(world, world.device(serial)), { key: 'DEV-1', code: ' ' })
  expect(shown.page.fault).toBe('Fill in every field.')
  expect(await world.platform.db.selectFrom('credential_attempt').selectAll().execute()).toEqual([])
})

test('a key code record without a serial number takes the device that brings its key and code', async () => {
  const world = await appleWorld()
  await world.api('PUT', '/settings/enrollment', { unitId: 'hill' })
  const { id } = await world.record(serial, { serial: null, depMethod: 'Keycode', code: '12345678' })
  const device = world.device(serial, 'iPad', {
    person: { code: { key: 'dev-1@hill', code: '12345678' } },
  })
  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
  expect((await world.api('GET', `/devices/${id}`)).body).toMatchObject({ serial, status: 'enrolled' })
  expect(await reasons(world)).toEqual(['code-needed', 'admitted'])
})

test('of such records the code alone tells which, and the key where two have the same', async () => {
  const world = await appleWorld()
  for (const code of ['11111111', '22222222', '22222222'])
    await world.record(serial, { serial: null, depMethod: 'Keycode', code })
  const device = world.device(serial)
  expect(isProfile(await answer(world, await open(world, device), { key: '', code: '11111111' }))).toBe(true)
  const asked = await answer(world, await open(world, device), { key: '', code: '22222222' })
  expect(asked.page.fault).toContain('more than one device')
  expect(asked.page.form?.fields.find(({ name }) => name === 'key')?.isRequired).toBe(true)
  expect(isProfile(await answer(world, asked, { key: 'DEV-3', code: '22222222' }))).toBe(true)
  expect((await arrivals(world))[0]).toMatchObject({ deviceIdentifier: 'DEV-3' })
})

test('a wrong code and a key that does not exist are the same answer, and tries slow down', async () => {
  const world = await appleWorld()
  await world.record(serial, { serial: null, depMethod: 'Keycode', code: '12345678' })
  const device = world.device(serial)
  const first = await open(world, device)
  const withoutState = (document: string) =>
    document
      .replace(/name="state"\s+value="[^"]*"/, '')
      .replace(/<bdi>\w{6}<\/bdi>/, '')
      .replace(/value="DEV-\d+"/, '')
  const wrong = await answer(world, first, { key: 'DEV-1', code: '00000000' })
  const unknown = await answer(world, first, { key: 'DEV-9', code: '12345678' })
  expect(withoutState(wrong.document)).toBe(withoutState(unknown.document))
  expect(wrong.response.status).toBe(unknown.response.status)
  for (let n = 0; n < 3; n++) await answer(world, first, { key: 'DEV-1', code: `0000000${n}` })
  // By now the device waits, whatever the key, and the right code is not looked at.
  const waiting = await answer(world, first, { key: 'DEV-1', code: '12345678' })
  expect(waiting.page.fault).toMatch(/Try again in \d+ second/)
  await world.platform.db.updateTable('credential_attempt').set({ retry_at: null }).execute()
  expect(isProfile(await answer(world, first, { key: 'DEV-1', code: '12345678' }))).toBe(true)
  const { items } = (await world.api('GET', '/arrivals?limit=100')).body
  expect(JSON.stringify(items)).not.toContain('12345678')
  const left = await world.platform.db.selectFrom('credential_attempt').select('subject').execute()
  expect(left.map(({ subject }) => subject).sort()).toEqual([
    'check-in-code:address:127.0.0.1',
    'check-in-code:key:dev-9',
  ])
})

test('tries of one key from many devices slow down too', async () => {
  const world = await appleWorld()
  await world.record(serial, { serial: null, depMethod: 'Keycode', code: '12345678' })
  for (let n = 0; n < 5; n++) {
    const shown = await open(world, world.device(`OTHER${n}`))
    await answer(world, shown, { key: 'DEV-1', code: '00000000' })
  }
  const shown = await answer(world, await open(world, world.device(serial)), {
    key: 'dev-1',
    code: '12345678',
  })
  expect(shown.page.fault).toMatch(/Try again in/)
})

test('terms, sign-in and owner come one after the other, and what was given is remembered', async () => {
  const world = await appleWorld()
  await aUser(world, 'ana')
  await world.api('PUT', '/settings/enrollment', {
    termsText: 'Be kind.\n<b>Always</b>.',
    supportContact: 'Room 12, 555-0100',
    organizationName: 'Hill & Dale',
  })
  const { id } = await world.record(serial, {
    depMethod: null,
    authentication: 'login',
    ownership: 'selectuser',
  })
  await world.platform.db.updateTable('device').set({ source: 'dep' }).execute()
  const device = world.device(serial)
  const terms = await open(world, device)
  expect(terms.document).toContain('Be kind.\n&lt;b&gt;Always&lt;/b&gt;.')
  expect(terms.document).toContain('Hill &amp; Dale')
  expect(terms.document).toContain('Room 12, 555-0100')
  const login = await answer(world, terms, { terms: 'accepted' })
  const owner = await answer(world, login, { userName: 'ana', password })
  expect(owner.page.title).toBe('Whose device is this?')
  const again = await answer(world, owner, { ownership: 'selectuser' })
  expect(again.page.title).toBe('Whose device is this?')
  expect(isProfile(await answer(world, again, { ownership: 'personal' }))).toBe(true)

  const person = { login: { userName: 'ana', password }, ownership: 'personal' as const }
  expect(await world.device(serial, 'iPhone', { person }).enroll()).toMatchObject({ outcome: 'enrolled' })
  expect((await world.api('GET', `/devices/${id}`)).body).toMatchObject({
    ownership: 'personal',
    userName: 'ana',
  })
})

test('a device that needs a person and posts is refused with the words that say so', async () => {
  const world = await appleWorld()
  await world.record(serial, { ownership: 'selectuser' })
  const result = await world.device(serial).enroll()
  expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('whose it is') })
})

test.each([
  ['an unknown device', async () => {}, 'unknown-device', 'not on the list'],
  [
    'a withdrawn device',
    async (world: AppleWorld) => {
      const { id } = await world.record(serial)
      await world.api('POST', `/devices/${id}/withdraw`, {})
    },
    'withdrawn',
    'out of service',
  ],
] as const)('%s is told why, whom to ask, and its code', async (_what, prepare, reason, words) => {
  const world = await appleWorld()
  await prepare(world)
  const { response, document, page } = await open(world, world.device(serial))
  const [arrival] = await arrivals(world)
  expect(response.status).toBe(403)
  expect(arrival).toMatchObject({ reason, outcome: 'refuse', verified: true })
  expect(document).toContain(words)
  expect(document).toContain(arrival.shortCode)
  expect(page.form).toBeUndefined()
})
