import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testApp } from './support/test-app.ts'

const sample = (name: string): string =>
  readFileSync(
    new URL(`../src/protocol/mdm/payloads/testdata/${name}.mobileconfig`, import.meta.url),
  ).toString('base64')

test('reads a profile without keeping it, errors included', async () => {
  const { api } = await testApp()
  const read = await api('POST', '/policies/read-profile', { bytes: sample('signed') })
  expect(read.body).toMatchObject({
    identifier: 'org.example.school',
    signer: { subject: 'CN=Example signer, O=Example school' },
    payloads: [
      { title: 'Wi-Fi' },
      { title: 'Restrictions', supervisedOnly: ['allowAppRemoval', 'blockedAppBundleIDs'] },
    ],
  })
  expect(JSON.stringify(read.body)).not.toContain('not for the tree')
  const enrollment = await api('POST', '/policies/read-profile', { bytes: sample('enrollment') })
  expect(enrollment.body.findings.map(({ code }: { code: string }) => code)).toEqual([
    'mdm-identity',
    'mdm-inside',
  ])
  expect((await api('GET', '/policies')).body.total).toBe(0)
})

test.each([
  ['not-a-profile', 'malformed'],
  ['changed-after-signing', 'signature'],
])('refuses %s at the file', async (name, code) => {
  const { api } = await testApp()
  const refused = await api('POST', '/policies/read-profile', { bytes: sample(name) })
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'policy.file-refused', errors: [{ pointer: '/bytes', code }] },
  })
})

test('does not keep a profile that would end the management of devices', async () => {
  const { api } = await testApp()
  const add = (bytes: string) =>
    api('POST', '/policies', {
      name: 'Other',
      content: { kind: 'configuration-profile', fileName: 'a.mobileconfig', bytes },
    })
  expect(await add(sample('enrollment'))).toMatchObject({
    status: 400,
    body: { code: 'policy.content-refused' },
  })
  const ours = Buffer.from(sample('school'), 'base64')
    .toString()
    .replace('org.example.school<', 'muster.enrollment<')
  expect(await add(Buffer.from(ours).toString('base64'))).toMatchObject({
    status: 400,
    body: { code: 'policy.content-refused', detail: expect.stringContaining('of the enrollment') },
  })
})

test('shows the tree of a stored profile to those who read policies, and of nothing else', async () => {
  const { api } = await testApp()
  const content = { kind: 'configuration-profile', fileName: 'a.mobileconfig', bytes: sample('school') }
  const { id } = (await api('POST', '/policies', { name: 'School', content })).body
  expect((await api('GET', `/policies/${id}/profile`)).body).toMatchObject({ displayName: 'School' })
  await api('POST', '/policies', { name: 'Six', content: { kind: 'passcode', minLength: 6 } })
  expect(await api('GET', '/policies/name:Six/profile')).toMatchObject({
    status: 404,
    body: { code: 'policy.no-file' },
  })
})

test('lists what can be restricted, and refuses what cannot', async () => {
  const { api } = await testApp()
  const { items } = (await api('GET', '/policies/restrictions')).body
  expect(items).toContainEqual(
    expect.objectContaining({ key: 'allowCamera', type: 'boolean', default: true }),
  )
  const content = { kind: 'restrictions', values: { allowFlying: false } }
  expect(await api('POST', '/policies', { name: 'A', content })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/content/values/allowFlying' }] },
  })
})
