import { expect, test } from 'vitest'
import { appleWorld } from './support/apple-world.ts'

test.each([
  ['iPhone', 'ios'],
  ['iPad', 'ios'],
  ['iPad', 'ipados'],
  ['Mac', 'macos'],
] as const)('an %s on record as %s enrolls and leaves Setup Assistant', async (model, platform) => {
  const world = await appleWorld()
  await world.api('POST', '/users', { userName: 'ana' })
  const { id } = await world.record('C02TEST00001', { platform, userName: 'ana' })

  const result = await world.device('C02TEST00001', model).enroll()

  expect(result).toMatchObject({ outcome: 'enrolled', configured: true })
  const { body: device } = await world.api('GET', `/devices/${id}`)
  expect(device).toMatchObject({ status: 'enrolled', udid: result.udid, userName: 'ana' })
  expect(device.enrolledAt).not.toBeNull()
  const { body: arrivals } = await world.api('GET', `/arrivals?device=${id}`)
  expect(arrivals).toMatchObject({
    total: 1,
    items: [{ outcome: 'admit', verified: true, claimed: { serial: 'C02TEST00001' } }],
  })
  const { body: timeline } = await world.api('GET', `/devices/${id}/timeline`)
  expect(timeline.items.map(({ kind }: { kind: string }) => kind)).toEqual(
    expect.arrayContaining(['arrival.admitted', 'device.enrolled', 'device.configured']),
  )
})
