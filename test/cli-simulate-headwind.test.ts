import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

test('the published agent is let in by a listed IMEI when it has reported it; others and all are refused while it is off', async () => {
  const app = await testApp()
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Tablets' })).body
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { imei: '490154203237518' })
  await app.api('PUT', `/bulk-enrollments/${id}/configuration`, {
    agent: {
      component: 'com.hmdm.launcher/com.hmdm.launcher.AdminReceiver',
      downloadUrl: 'https://mdm.example.org/agent.apk',
      signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
      tokenKey: 'com.hmdm.CUSTOMER',
      serverKey: 'com.hmdm.BASE_URL',
    },
    productKeys: { 'com.hmdm.DEVICE_ID_USE': 'serial' },
  })
  const qr = path.join(newFolder(), 'qr.json')
  writeFileSync(qr, JSON.stringify((await app.api('GET', `/bulk-enrollments/${id}/qr.json`)).body))
  const other = path.join(newFolder(), 'other.json')
  writeFileSync(other, '[]')
  expect(await muster(['simulate', 'headwind', '--qr', other, '--serial', 'R58M1'])).toMatchObject({
    code: 1,
    out: expect.stringContaining('The code has no bundle for an agent'),
  })
  const walk = (...numbers: string[]) => muster(['simulate', 'headwind', '--qr', qr, ...numbers])
  const listed = ['--serial', 'R58M1', '--imei', '490154203237518']

  expect((await walk(...listed)).code).not.toBe(0)
  await app.api('PUT', '/settings/headwind', { enabled: true })
  const stranger = await walk('--serial', 'R58M2', '--imei', '356938035643809')
  expect(stranger).toMatchObject({ code: 3, out: expect.stringContaining('Refused') })
  expect(await walk(...listed)).toMatchObject({ code: 0, out: expect.stringContaining('Configured') })
  expect((await app.api('GET', '/devices?status=enrolled')).body.total).toBe(1)
})
