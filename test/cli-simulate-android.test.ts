import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { buildApk } from '../src/protocol/android/apk/testing.ts'
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
      '--brand',
      'galaxy',
      '--model',
      'Tab',
    ])
  const walked = await walk('R58M1')
  expect(walked).toMatchObject({ code: 0, out: expect.stringContaining('Registered') })
  expect(walked.out).toContain('https://mdm.example.org/agent.apk (--download fetches it)')
  expect(await walk('R58M2')).toMatchObject({ code: 3, out: expect.stringContaining('unknown-device') })
  expect((await app.api('GET', '/devices?status=enrolled')).body.total).toBe(1)
  const { items } = (await app.api('GET', '/arrivals?outcome=admit')).body
  expect((await app.api('GET', `/arrivals/${items[0].id}`)).body.claimed).toMatchObject({ brand: 'galaxy' })
})

test('a phone installs the app of this server, and none that the code does not describe', async () => {
  const app = await testApp()
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(await buildApk())]), 'agent.apk')
  const upload = await fetch(`${app.url}/api/v1/android/agents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}` },
    body: form,
  })
  const { key } = (await upload.json()) as { key: string }
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  await app.api('PUT', `/bulk-enrollments/${id}/configuration`, { agent: { hostedAgent: key } })
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { serial: 'R58M1', manufacturer: 'Samsung' })
  const { body: payload } = await app.api('GET', `/bulk-enrollments/${id}/qr.json`)
  const walk = (change: object) => {
    const qr = path.join(newFolder(), 'qr.json')
    writeFileSync(qr, JSON.stringify({ ...payload, ...change }))
    return muster(['simulate', 'android', '--qr', qr, '--serial', 'R58M1', '--manufacturer', 'samsung'])
  }
  const prefix = 'android.app.extra.PROVISIONING_DEVICE_ADMIN_'
  const wrong = await walk({ [`${prefix}SIGNATURE_CHECKSUM`]: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg' })
  expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining('The app is signed by') })
  const other = await walk({ [`${prefix}COMPONENT_NAME`]: 'com.example.other/.Admin' })
  expect(other).toMatchObject({ code: 1, out: expect.stringContaining('The app is com.example.agent') })
  expect((await app.api('GET', '/arrivals')).body.total).toBe(0)
  const good = await walk({})
  expect(good).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Installed +com\.example\.agent 7, \d+ bytes/),
  })
})
