import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { buildApk } from '../src/protocol/android/apk/testing.ts'
import { against, muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

test('muster android-agent uploads, lists and deletes; what is no APK is refused in words', async () => {
  const app = await testApp()
  const agent = (...args: string[]) => muster(['android-agent', ...args], against(app))
  const file = path.join(newFolder(), 'agent.apk')
  writeFileSync(file, await buildApk({ provisioning: false }))
  const uploaded = await agent('upload', file)
  expect(uploaded).toMatchObject({ code: 0 })
  expect(uploaded.out).toContain('com.example.agent 1.7 (7)')
  expect(uploaded.out).toContain('component  com.example.agent/com.example.agent.AdminReceiver')
  expect(uploaded.out).toMatch(/warning {4}The app does not answer GET_PROVISIONING_MODE/)

  const { items } = JSON.parse((await agent('list', '--json')).out) as {
    items: { id: string; key: string }[]
  }
  expect((await agent('list')).out).toMatch(/com\.example\.agent +1\.7 +7 +yes/)
  const bulk = await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })
  await app.api('PUT', `/bulk-enrollments/${bulk.body.id}/configuration`, {
    agent: { hostedAgent: items[0]!.key },
  })
  const refused = await agent('delete', items[0]!.id)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('It is the agent of “Grade 5” [android-agent.in-use]')
  await app.api('PUT', `/bulk-enrollments/${bulk.body.id}/configuration`, {})
  expect(await agent('delete', items[0]!.id)).toMatchObject({ code: 0, out: 'Deleted\n' })

  expect((await agent('delete', 'com.example.agent')).code).toBe(2)
  expect((await agent('upload', '/nowhere.apk')).err).toContain('cannot be read')
  const noApk = await agent('upload', path.join(import.meta.dirname, '../package.json'))
  expect(noApk.err).toContain('it is no complete ZIP archive [android-agent.file-invalid]')
})
