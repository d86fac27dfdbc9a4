import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { against, muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const imei = '490154203237518'

test('the code of a device on no list is written, scanned, and its key and code enroll', async () => {
  const app = await testApp()
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Staff phones' })
  const record = { identifier: 'phone-1', platform: 'android', imei, authentication: 'keycode', code: '4815' }
  await app.api('POST', '/devices', record)
  const qr = path.join(newFolder(), 'qr.json')
  const write = (out: string) =>
    muster(['device', 'android-qr', 'identifier:phone-1', '--out', out], against(app))
  expect(await write(qr)).toMatchObject({ code: 1, err: expect.stringContaining('is on no list') })
  expect(await write('qr.pdf')).toMatchObject({
    code: 2,
    err: expect.stringContaining('.svg, .png or .json'),
  })

  await app.api('PUT', `/bulk-enrollments/${bulk.id}/configuration`, { agent })
  await app.api('PUT', '/settings/android-codes', { bulkEnrollmentId: bulk.id })
  const wrote = await write(qr)
  expect(wrote).toMatchObject({ code: 0 })
  expect(wrote.out).toContain('set up as “Staff phones”, without its token')
  expect(wrote.out).toMatch(/Key +phone-1/)
  expect(statSync(qr).mode & 0o077).toBe(0)
  expect(readFileSync(qr, 'utf8')).not.toContain(bulk.token)
  const svg = path.join(newFolder(), 'qr.svg')
  expect((await write(svg)).code).toBe(0)
  expect(readFileSync(svg, 'utf8')).toContain('<svg')

  const walk = (...more: string[]) => muster(['simulate', 'android', '--qr', qr, '--imei', imei, ...more])
  expect(await walk()).toMatchObject({ code: 3, out: expect.stringContaining('code-needed') })
  expect(await walk('--key', 'phone-1', '--code', '1')).toMatchObject({ code: 3 })
  expect(await walk('--key', 'phone-1', '--code', '4815')).toMatchObject({ code: 0 })
  expect((await app.api('GET', '/devices/identifier:phone-1')).body.status).toBe('enrolled')
})
