import { expect, test } from 'vitest'
import { appleWorld } from './support/apple-world.ts'
import { muster } from './support/muster.ts'

test('muster request sends a link, a simulated device enrolls by it, and the list says so', async () => {
  const world = await appleWorld()
  const env = { MUSTER_URL: world.url, MUSTER_TOKEN: world.token }
  await world.record('', { serial: null, depMethod: null, code: '4711', identifier: 'PHONE-1' })
  const sent = await muster(
    ['request', 'send', '--device', 'identifier:PHONE-1', '--channel', 'qr', '--json'],
    { env },
  )
  expect(sent.code).toBe(0)
  const { link, id } = JSON.parse(sent.out).items[0]

  const device = ['simulate', 'device', '--serial', 'F2LCLI000001', '--model', 'iPhone', '--link', link]
  const wrong = await muster([...device, '--code', '1'], { env })
  expect(wrong.code).toBe(3)
  expect(wrong.out).toContain('do not fit')
  const right = await muster([...device, '--code', '4711'], { env })
  expect(right.code).toBe(0)
  expect(right.out).toContain('The page says "Install the profile"')

  const list = await muster(['request', 'list'], { env })
  expect(list.out).toMatch(/PHONE-1 +qr +accepted/)
  const again = await muster(['request', 'resend', id], { env })
  expect(again.code).toBe(1)
  expect(again.err).toContain('enrollment-request.used')
})

test('muster request names those who get none', async () => {
  const world = await appleWorld()
  const env = { MUSTER_URL: world.url, MUSTER_TOKEN: world.token }
  await world.record('', { serial: null, depMethod: null, identifier: 'PHONE-1' })
  const gone = await world.record('', { serial: null, depMethod: null, identifier: 'PHONE-2' })
  await world.api('POST', `/devices/${gone.id}/withdraw`)
  const devices = ['--device', 'identifier:PHONE-1', '--device', 'identifier:PHONE-2']
  const sent = await muster(['request', 'send', ...devices, '--channel', 'qr'], { env })
  expect(sent.code).toBe(1)
  expect(sent.out).toContain('1 sent, 1 not')
  expect(sent.out).toContain('PHONE-2: withdrawn')
  const id = /^([0-9a-f-]{36})/m.exec(sent.out)?.[1] ?? ''
  const revoked = await muster(['request', 'revoke', id], { env })
  expect(revoked.out).toContain('revoked')
  expect((await muster(['request', 'revoke', id], { env })).code).toBe(1)
})
