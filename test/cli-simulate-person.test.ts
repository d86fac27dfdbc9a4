import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createDeviceAuthority, writeIdentity } from '../src/simulator/device/device-authority.ts'
import { pem } from '../src/protocol/x509/pem.ts'
import { depTest } from './support/dep-test.ts'
import { muster, newFolder } from './support/muster.ts'

test('a device that is walked in by command types its key and code, or signs in, on the real pages', async () => {
  const authority = createDeviceAuthority()
  const deviceCa = path.join(newFolder(), 'ca.pem')
  writeFileSync(deviceCa, writeIdentity(authority))
  const serials = ['DMQXPERSON01', 'DMQXPERSON02']
  const dep = await depTest({
    apple: { devices: serials.map((serial) => ({ serial, model: 'iPad' as const })) },
    app: { appleDeviceCa: pem('CERTIFICATE', authority.certificate) },
  })
  const { app, apple } = dep
  const account = await dep.account('School')
  const { body: ana } = await app.api('POST', '/users', { userName: 'ana' })
  await app.api('PUT', `/users/${ana.id}/password`, { password: 'pass:word with colon' })
  const add = async (body: object) =>
    expect((await app.api('POST', '/devices', { platform: 'ipados', ...body })).status).toBe(201)
  await add({ identifier: 'tab-1', depMethod: 'Keycode', code: '73919264' })
  await add({ identifier: 'tab-2', serial: serials[1], depMethod: 'Serial', authentication: 'login' })
  const { body: profile } = await app.api('POST', '/dep/profiles', {
    accountId: account.id,
    profileName: 'Pupils',
  })
  await app.api('POST', `/dep/profiles/${profile.id}/assign`, { serials })
  const walk = (serial: string, ...more: string[]) =>
    muster(
      [
        'simulate',
        'device',
        '--serial',
        serial,
        '--model',
        'iPad',
        '--apple',
        apple.url,
        '--device-ca',
        deviceCa,
      ].concat(more),
    )

  const unknown = await walk(serials[0]!)
  expect(unknown).toMatchObject({
    code: 3,
    out: expect.stringContaining('asks for code, which the person does not know'),
  })
  expect(await walk(serials[0]!, '--code', '00000000')).toMatchObject({ code: 3 })
  const byCode = await walk(serials[0]!, '--key', 'tab-1', '--code', '73919264')
  expect(byCode).toMatchObject({ code: 0, out: expect.stringMatching(/page +Key and code/) })
  expect(await walk(serials[1]!, '--login', 'ana:wrong')).toMatchObject({ code: 3 })
  const byLogin = await walk(serials[1]!, '--login', 'ana:pass:word with colon')
  expect(byLogin).toMatchObject({ code: 0, out: expect.stringMatching(/page +Sign in/) })
  const { body } = await app.api('GET', '/devices?sort=identifier')
  expect(body.items).toMatchObject([
    { identifier: 'tab-1', status: 'enrolled', serial: serials[0] },
    { identifier: 'tab-2', status: 'enrolled', userName: 'ana' },
  ])
})
