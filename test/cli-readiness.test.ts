import { expect, test } from 'vitest'
import { against, muster } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

test('the command line tells whether a device is ready and what it lacks', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  await app.api('POST', '/devices', { identifier: 'one', platform: 'ipados', serial: 'DMQXREADY001' })
  const not = await muster(['device', 'ready', 'dmqxready001'], against(app))
  expect(not.code).toBe(1)
  expect(not.out).toMatch(/^Not ready\n/)
  expect(not.out).toContain('error    authentication: No user is assigned')

  await app.api('PATCH', '/devices/identifier:one', { userName: 'ana' })
  const ready = await muster(['device', 'ready', 'identifier:one', '--json'], against(app))
  expect(ready.code).toBe(0)
  expect(JSON.parse(ready.out)).toMatchObject({ ready: true })
  expect((await muster(['device', 'ready', 'NOBODY'], against(app))).code).toBe(1)
})
