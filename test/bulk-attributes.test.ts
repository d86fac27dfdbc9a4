import { expect, test } from 'vitest'
import { apply, plan } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const [first, second] = ['490154203237518', '356938035643809']

async function list(app: TestApp, more: object = {}) {
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })
  const path = `/bulk-enrollments/${bulk.id}`
  const devices = async () => (await app.api('GET', `${path}/devices`)).body.items
  return {
    id: bulk.id as string,
    change: (patch: object) => app.api('PATCH', path, patch),
    devices,
    /** The custom attributes of the devices, in the order of the list. */
    attributes: async () =>
      (await devices()).map(({ customAttributes }: { customAttributes: object }) => customAttributes),
    plan: (csv: string, options: object = {}) =>
      plan(app, csv, { format: 'android-bulk', target: bulk.id, options: JSON.stringify(options) }),
    async upload(csv: string, options: object = {}) {
      return apply(app, (await this.plan(csv, options)).id)
    },
    /** A phone enrolls with the token; answers how its agent reads its policy. */
    async enroll(imei: string) {
      const answer = await fetch(`${app.url}/android/v1/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ imei, token: bulk.token }),
      })
      expect(answer.status).toBe(200)
      const { deviceToken } = (await answer.json()) as { deviceToken: string }
      return async (query = '', etag = '') => {
        const read = await fetch(`${app.url}/android/v1/policy${query}`, {
          headers: { authorization: `Bearer ${deviceToken}`, 'if-none-match': etag },
        })
        const policy = read.status === 200 ? ((await read.json()) as { customAttributes: object }) : undefined
        return { etag: read.headers.get('etag')!, attributes: policy?.customAttributes }
      }
    },
  }
}

const rowsOf = (...rooms: string[]) =>
  `IMEI,Room\r\n${[first, second].map((imei, at) => `${imei},${rooms[at] ?? ''}\r\n`).join('')}`

test('a later list leaves an enrolled device its custom attributes, says so, and changes those that wait', async () => {
  const app = await testApp()
  const bulk = await list(app)
  await bulk.upload(rowsOf('12', '12'))
  const policy = await bulk.enroll(first)
  const planned = await bulk.plan(rowsOf('13', '14'))
  expect(planned.counts).toMatchObject({ update: 1, unchanged: 1, clear: 0, reject: 0 })
  expect(planned.rows[0]).toMatchObject({
    outcome: 'unchanged',
    changes: [],
    problems: [
      {
        code: 'attributes.kept',
        severity: 'warning',
        message:
          'The device is enrolled and keeps its custom attributes: Room is "12", the row says "13". Let the attributes of "Grade 5" follow its list to change them',
      },
    ],
  })
  await apply(app, planned.id)
  expect(await bulk.attributes()).toEqual([{ Room: '12' }, { Room: '14' }])
  expect((await policy()).attributes).toEqual({ Room: '12' })
})

test('attributes that follow the list change with it, are told to the agent, and come back when it is undone', async () => {
  const app = await testApp()
  const bulk = await list(app, { attributesFollowList: true })
  await bulk.upload(rowsOf('12', '12'))
  const policy = await bulk.enroll(first)
  const before = await policy()
  const planned = await bulk.plan(rowsOf('13'))
  expect(planned.rows).toMatchObject([
    {
      changes: [{ field: 'customAttributes.Room', before: '12', after: '13' }],
      problems: [{ code: 'attributes.enrolled', severity: 'warning' }],
    },
    { outcome: 'unchanged' },
  ])
  const waiting = policy('?wait=55', before.etag)
  await apply(app, planned.id)
  const told = await waiting
  expect(told.attributes).toEqual({ Room: '13' })
  const waitingAgain = policy('?wait=55', told.etag)
  expect((await app.api('POST', `/imports/${planned.id}/undo`)).body).toMatchObject({ state: 'undone' })
  expect((await waitingAgain).attributes).toEqual({ Room: '12' })
})

test('whether they follow is asked when the plan is applied: another answer than it was made with makes it anew', async () => {
  const app = await testApp()
  const bulk = await list(app)
  await bulk.upload(rowsOf('12', '12'))
  await bulk.enroll(first)
  const outdated = { status: 409, body: { code: 'import.plan-outdated', replanned: { rows: 1 } } }
  const planned = await bulk.plan(rowsOf('13', '14'))
  await bulk.change({ attributesFollowList: true })
  const again = () => app.api('POST', `/imports/${planned.id}/apply`, {})
  expect(await again()).toMatchObject(outdated)
  await bulk.change({ attributesFollowList: false })
  expect(await again()).toMatchObject(outdated)
  await bulk.change({ attributesFollowList: true })
  expect((await again()).status).toBe(409)
  expect((await again()).body).toMatchObject({ state: 'applied', counts: { update: 2 } })
  expect(await bulk.attributes()).toEqual([{ Room: '13' }, { Room: '14' }])
})

test('who edits an enrolled device of a list by hand means it, and its agent is told', async () => {
  const app = await testApp()
  const bulk = await list(app)
  await bulk.upload(rowsOf('12', '12'))
  const policy = await bulk.enroll(first)
  const { etag } = await policy()
  const ids = (await bulk.devices()).map(({ id }: { id: string }) => id)
  const waiting = policy('?wait=55', etag)
  const edit = { ids, set: { customAttributes: { Room: '15' } } }
  expect((await app.api('PATCH', `/bulk-enrollments/${bulk.id}/devices`, edit)).body.done).toBe(2)
  expect((await waiting).attributes).toEqual({ Room: '15' })
})

test('a blank cell keeps an attribute, a dash or the mark of the upload takes it away', async () => {
  const app = await testApp()
  const bulk = await list(app)
  await bulk.upload(rowsOf('12', '13'))
  expect((await bulk.plan(rowsOf('', ''))).counts).toMatchObject({ unchanged: 2, clear: 0 })
  const planned = await bulk.plan(rowsOf(' - ', "'-"))
  expect(planned.counts).toMatchObject({ update: 2, clear: 1 })
  await apply(app, planned.id)
  expect(await bulk.attributes()).toEqual([{}, { Room: '-' }])
  const { body: inventory } = await app.api('GET', `/bulk-enrollments/${bulk.id}/devices.csv`)
  expect((await bulk.plan(inventory)).counts).toMatchObject({ unchanged: 2 })
  await bulk.upload(rowsOf('-', 'NONE'), { clearMark: 'NONE' })
  expect(await bulk.attributes()).toEqual([{ Room: '-' }, {}])
})

test('defaults are what a device has where its row says nothing; the row beats them, also when it says none', async () => {
  const app = await testApp()
  const bulk = await list(app, { defaultAttributes: { Site: 'North', Cart: '1' } })
  const planned = await bulk.plan(
    `IMEI,Site,Room\r\n${first},,12\r\n${second},South,\r\n990000862471853,-,\r\n`,
  )
  expect(
    planned.rows.map(({ changes }) => changes.map(({ field, after }) => [field, after]).slice(3)),
  ).toEqual([
    [
      ['customAttributes.Site', 'North'],
      ['customAttributes.Room', '12'],
      ['customAttributes.Cart', '1'],
    ],
    [
      ['customAttributes.Site', 'South'],
      ['customAttributes.Cart', '1'],
    ],
    [['customAttributes.Cart', '1']],
  ])
  await apply(app, planned.id)
  expect(await bulk.attributes()).toEqual([
    { Site: 'North', Cart: '1', Room: '12' },
    { Site: 'South', Cart: '1' },
    { Cart: '1' },
  ])
  const path = `/bulk-enrollments/${bulk.id}/devices`
  const added = await app.api('POST', path, {
    imei: '012345678901237',
    customAttributes: { Cart: null, Room: '5' },
  })
  expect(added.body.customAttributes).toEqual({ Site: 'North', Room: '5' })
})

test('a device that joins the list gets the defaults that it has not; one that is enrolled only when it follows', async () => {
  const app = await testApp()
  const bulk = await list(app, { defaultAttributes: { Site: 'North' } })
  for (const imei of [first, second])
    await app.api('POST', '/devices', {
      identifier: `d${imei}`,
      platform: 'android',
      imei,
      customAttributes: imei === second ? { Site: 'East' } : {},
    })
  const planned = await bulk.plan(rowsOf())
  expect(planned.rows.map(({ changes }) => changes)).toEqual([
    [
      { field: 'customAttributes.Site', before: null, after: 'North' },
      { field: 'bulkEnrollment', before: null, after: 'Grade 5' },
    ],
    [{ field: 'bulkEnrollment', before: null, after: 'Grade 5' }],
  ])
  await apply(app, planned.id)
  expect(await bulk.attributes()).toEqual([{ Site: 'North' }, { Site: 'East' }])
  await app.api('POST', `/imports/${planned.id}/undo`)
  expect((await app.api('GET', `/devices/identifier:d${first}`)).body.customAttributes).toEqual({})
})

test('other defaults reach those that have the old ones: waiting devices, and enrolled ones that follow', async () => {
  const app = await testApp()
  const bulk = await list(app, { defaultAttributes: { Site: 'North', Cart: '1' } })
  await bulk.upload(`IMEI,Site\r\n${first},\r\n${second},South\r\n`)
  const policy = await bulk.enroll(first)
  const { etag } = await policy()
  await bulk.change({ defaultAttributes: { Site: 'West', Floor: '2' } })
  expect(await bulk.attributes()).toEqual([
    { Site: 'North', Cart: '1' },
    { Site: 'South', Floor: '2' },
  ])
  await bulk.change({ attributesFollowList: true, defaultAttributes: { Site: 'North', Cart: '1' } })
  const waiting = policy('?wait=55', etag)
  const changed = await bulk.change({ defaultAttributes: { Site: 'West' } })
  expect(changed.body).toMatchObject({ defaultAttributes: { Site: 'West' }, attributesFollowList: true })
  expect((await waiting).attributes).toEqual({ Site: 'West' })
  const [{ id }] = await bulk.devices()
  const { items } = (await app.api('GET', `/devices/${id}/timeline`)).body
  expect(items[0]).toMatchObject({
    kind: 'device.changed',
    summary: 'test Administrator changed the default custom attributes of Grade 5.',
    facts: {
      changes: [
        { field: 'customAttributes.Cart', before: '1', after: null },
        { field: 'customAttributes.Site', before: 'North', after: 'West' },
      ],
    },
  })
  const { items: audit } = (await app.api('GET', '/audit-events?limit=1')).body
  expect(audit[0]).toMatchObject({
    action: 'bulk-enrollment.changed',
    before: { defaultAttributes: { Site: 'North', Cart: '1' } },
    after: { defaultAttributes: { Site: 'West' } },
  })
})

test('defaults keep to the rules of the list and fill in what it requires', async () => {
  const app = await testApp()
  const rules = [
    { name: 'Site', required: true, values: ['North', 'South'] },
    { name: 'Seat', type: 'number' },
  ]
  const wrong = {
    status: 400,
    body: { code: 'bulk-enrollment.attribute-invalid', errors: [{ pointer: '/defaultAttributes/Site' }] },
  }
  const defaultAttributes = { Site: 'Paris' }
  expect(
    await app.api('POST', '/bulk-enrollments', { name: 'x', attributes: rules, defaultAttributes }),
  ).toMatchObject(wrong)
  const bulk = await list(app, { attributes: rules, defaultAttributes: { Site: 'North' } })
  expect(await bulk.change({ defaultAttributes })).toMatchObject(wrong)
  expect(await bulk.change({ attributes: [{ name: 'Site', type: 'date' }] })).toMatchObject(wrong)
  const planned = await bulk.plan(`IMEI,Site,Seat\r\n${first},,2\r\n${second},-,\r\n`)
  expect(planned.rows).toMatchObject([
    { outcome: 'create' },
    { outcome: 'reject', problems: [{ column: 'Site', code: 'attribute.missing' }] },
  ])
})
