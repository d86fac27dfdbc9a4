import { expect, test } from 'vitest'
import { muster } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

async function aList() {
  const app = await testApp()
  const env = { MUSTER_URL: app.url, MUSTER_TOKEN: app.token }
  await app.api('POST', '/users', { userName: 'ana' })
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  const add = (fields: object) => app.api('POST', `/bulk-enrollments/${id}/devices`, fields)
  const first = (await add({ imei: '490154203237518', customAttributes: { Room: '12', Floor: '1' } })).body
  const second = (await add({ serial: 'R58M10ABCD1', manufacturer: 'Samsung' })).body
  const bulk = (...args: string[]) => muster(['bulk', ...args], { env })
  return { app, id, first, second, bulk }
}

test('muster bulk edit and attributes change the list', async () => {
  const { app, id, bulk } = await aList()
  expect(await bulk('edit', 'Grade 5')).toMatchObject({ code: 2 })
  const edited = await bulk('edit', 'Grade 5', '--name', 'Grade 6', '--user', 'ana', '--follow-list')
  expect(edited).toMatchObject({ code: 0 })
  expect(edited.out).toContain('User       ana')
  const read = async () => (await app.api('GET', `/bulk-enrollments/${id}`)).body
  expect(await read()).toMatchObject({ name: 'Grade 6', userName: 'ana', attributesFollowList: true })
  await bulk('edit', 'Grade 6', '--no-user')
  expect(await read()).toMatchObject({ userName: null, attributesFollowList: true })

  expect(await bulk('attributes', 'Grade 6', 'Room', 'Floor:number:required')).toMatchObject({ code: 0 })
  expect((await read()).attributes).toMatchObject([
    { name: 'Room', type: 'text', required: false },
    { name: 'Floor', type: 'number', required: true },
  ])
  const wrong = await bulk('attributes', 'Grade 6', 'Room:colour')
  expect(wrong).toMatchObject({ code: 2 })
  expect(await bulk('token', 'extend', 'Grade 6', '7.5')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Give a whole number'),
  })
  await bulk('attributes', 'Grade 6')
  expect((await read()).attributes).toEqual([])
})

test('muster bulk edit-device and remove change its devices; what cannot be done is named', async () => {
  const { app, first, second, bulk } = await aList()
  const edited = await bulk(
    'edit-device',
    'Grade 5',
    '490154203237518',
    '--attribute',
    'Room=14',
    '--attribute',
    'Floor=',
  )
  expect(edited).toMatchObject({ code: 0, out: expect.stringContaining(`Changed ${first.identifier}`) })
  expect((await app.api('GET', `/devices/${first.id}`)).body.customAttributes).toEqual({ Room: '14' })
  expect(await bulk('edit-device', 'Grade 5', 'R58M10ABCD1', '--manufacturer', '')).toMatchObject({ code: 1 })

  const both = ['490154203237518', 'R58M10ABCD1']
  expect(await bulk('remove', 'Grade 5', ...both)).toMatchObject({ code: 1 })
  expect((await app.api('GET', `/devices/${second.id}`)).status).toBe(200)
  const removed = await bulk('remove', 'Grade 5', ...both, '--yes')
  expect(removed).toMatchObject({ code: 0, out: expect.stringContaining('Deleted 2 of 2') })
  expect((await app.api('GET', `/devices/${second.id}`)).status).toBe(404)
})
