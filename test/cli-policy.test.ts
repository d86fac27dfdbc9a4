import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { muster, newFolder } from './support/muster.ts'
import { testApp } from './support/test-app.ts'

const testdata = path.join(import.meta.dirname, '../src/protocol/mdm/payloads/testdata')

async function aClass() {
  const app = await testApp()
  await app.api('POST', '/groups', { name: 'Class 5a' })
  await app.api('POST', '/templates', { name: 'Pupil' })
  await app.api('POST', '/devices', { identifier: 'tab-01', platform: 'ipados', groups: ['Class 5a'] })
  const env = { MUSTER_URL: app.url, MUSTER_TOKEN: app.token }
  return { app, policy: (...args: string[]) => muster(['policy', ...args], { env }) }
}

test('muster policy adds a profile, shows it as a tree, gives and takes it, and deletes it', async () => {
  const { policy } = await aClass()
  const created = await policy('create', 'School', '--file', path.join(testdata, 'signed.mobileconfig'))
  expect(created).toMatchObject({ code: 0 })
  expect(created.out).toContain('Kind       configuration-profile')

  const shown = await policy('show', 'School')
  expect(shown.out).toContain('signed by CN=Example signer')
  expect(shown.out).toContain('│ ├ SSID_STR: School')
  expect(shown.out).toContain('│ ├ Password: (kept secret)')
  expect(shown.out).toMatch(/hint +\/PayloadContent\/1 needs supervised devices/)

  expect((await policy('assign', 'School', '--group', 'Class 5a', '--template', 'Pupil')).out).toContain(
    'Templates  Pupil',
  )
  expect((await policy('list', '--group', 'Class 5a')).out).toMatch(
    /School +configuration-profile +Class 5a, Pupil +1/,
  )
  expect((await policy('devices', 'School')).out).toMatch(/tab-01 +pending/)
  expect((await policy('retry', 'School', '--json')).out).toContain('"retried": 0')
  const refused = await policy('delete', 'School')
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.err).toContain('1 devices have “School”')
  const taken = await policy('unassign', 'School', '--group', 'Class 5a', '--json')
  expect(JSON.parse(taken.out)).toMatchObject({ groups: [], templates: ['Pupil'], devices: { given: 0 } })
  expect((await policy('delete', 'School')).out).toBe('Deleted “School”\n')
  expect(JSON.parse((await policy('list', '--json')).out)).toMatchObject({ total: 0 })
})

test('muster policy adds what a form would, and says what is wrong with it', async () => {
  const { policy } = await aClass()
  const file = (content: unknown) => {
    const name = path.join(newFolder(), 'content.json')
    writeFileSync(name, JSON.stringify(content))
    return name
  }
  const good = file({ kind: 'passcode', required: true, minLength: 6 })
  const made = await policy('create', 'Six', '--content', good, '--group', 'Class 5a', '--json')
  expect(JSON.parse(made.out)).toMatchObject({ kind: 'passcode', devices: { given: 1 } })
  expect((await policy('delete', 'Six', '--yes')).code).toBe(0)

  const wrong = await policy('create', 'Six', '--content', file({ kind: 'passcode', minLength: 99 }))
  expect(wrong).toMatchObject({ code: 2 })
  expect(wrong.err).toContain('minLength')
  const open = await policy('create', 'Net', '--content', file({ kind: 'wifi', ssid: 'A', security: 'wpa2' }))
  expect(open).toMatchObject({ code: 1 })
  expect(open.err).toContain('The network needs its password')
  const both = await policy('create', 'Net')
  expect(both).toMatchObject({ code: 2 })
  const foreign = await policy('create', 'MDM', '--file', path.join(testdata, 'enrollment.mobileconfig'))
  expect(foreign.err).toContain('policy.content-refused')
})
