import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

test('a phone scans the code of its bulk enrollment and is enrolled; one that is not on the list is refused', async () => {
  const app = await testApp()
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  const agent = {
    component: 'com.example.agent/.Admin',
    downloadUrl: 'https://mdm.example.org/agent.apk',
    signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
  }
  await app.api('PUT', `/bulk-enrollments/${id}/configuration`, { agent })
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { serial: 'R58M1', manufacturer: 'Samsung' })
  const qr = path.join(newFolder(), 'qr.json')
  writeFileSync(qr, JSON.stringify((await app.api('GET', `/bulk-enrollments/${id}/qr.json`)).body))

  const walk = (serial: string) =>
    muster([
      'simulate',
      'android',
      '--qr',
      qr,
      '--serial',
      serial,
      '--manufacturer',
      'samsung',
      '--model',
      'Tab',
    ])
  expect(await walk('R58M1')).toMatchObject({ code: 0, out: expect.stringContaining('Registered') })
  expect(await walk('R58M2')).toMatchObject({ code: 3, out: expect.stringContaining('unknown-device') })
  expect((await app.api('GET', '/devices?status=enrolled')).body.total).toBe(1)
})
