import { expect, test } from 'vitest'
import type { DepProfile } from '../src/contract/dep.ts'
import type { CertificateList, DepProfileOfJson, DepProfilePreview } from '../src/contract/dep-profile.ts'
import type { z } from 'zod'
import { depTest } from './support/dep-test.ts'
import { pem, testCertificate } from './support/test-certificate.ts'
import { testApp, type TestApp } from './support/test-app.ts'

type Fault = { pointer: string; code: string; message: string }

const preview = (app: TestApp, fields: Record<string, unknown>) =>
  app.api<DepProfilePreview & { errors?: Fault[] }>('POST', '/dep/profiles/preview', {
    profileName: 'Phones',
    ...fields,
  })

const pointersOf = async (app: TestApp, fields: Record<string, unknown>) => {
  const { status, body } = await preview(app, fields)
  return [status, ...(body.errors ?? []).map(({ pointer }) => pointer)]
}

test('every limit and rule of Apple’s is checked before Apple sees the profile, at its field', async () => {
  const app = await testApp()
  const wrong: [Record<string, unknown>, string][] = [
    [{ profileName: '' }, '/profileName'],
    [{ profileName: 'x'.repeat(126) }, '/profileName'],
    [{ url: 'nowhere' }, '/url'],
    [{ url: `https://a.example/${'x'.repeat(2000)}` }, '/url'],
    [{ url: `https://a.example/${'ü'.repeat(400)}` }, '/url'],
    [{ url: 'ftp://a.example/' }, '/url'],
    [{ configurationWebUrl: 'http://a.example/' }, '/configurationWebUrl'],
    [{ orgMagic: '' }, '/orgMagic'],
    [{ orgMagic: 'x'.repeat(257) }, '/orgMagic'],
    [{ isSupervised: false }, '/isMdmRemovable'],
    [{ department: '' }, '/department'],
    [{ department: 'x'.repeat(126) }, '/department'],
    [{ supportPhoneNumber: 'x'.repeat(51) }, '/supportPhoneNumber'],
    [{ supportEmailAddress: 'x'.repeat(251) }, '/supportEmailAddress'],
    [{ language: 'EN' }, '/language'],
    [{ language: 'english' }, '/language'],
    [{ region: 'us' }, '/region'],
    [{ region: 'USA' }, '/region'],
    [{ anchorCerts: ['AAAA'] }, '/anchorCerts/0'],
    [{ supervisingHostCerts: [testCertificate(), 'no certificate'] }, '/supervisingHostCerts/1'],
    [{ skipSetupItems: [''] }, '/skipSetupItems/0'],
    [{ isMandatory: 'yes' }, '/isMandatory'],
  ]
  for (const [fields, pointer] of wrong) expect(await pointersOf(app, fields)).toEqual([400, pointer])
  expect(await pointersOf(app, { isSupervised: false, isMdmRemovable: true })).toEqual([200])
  const { body } = await preview(app, {
    department: 'x'.repeat(126),
    isSupervised: false,
    isMdmRemovable: true,
  })
  expect(body.errors?.[0]?.message).toBeTruthy()
})

test('each of Apple’s codes is told at the field that it is about', async () => {
  const dep = await depTest()
  const { id: accountId } = await dep.account()
  const codes = {
    CONFIG_NAME_REQUIRED: '/profileName',
    CONFIG_NAME_INVALID: '/profileName',
    CONFIG_URL_REQUIRED: '/url',
    CONFIG_URL_INVALID: '/url',
    DEPARTMENT_INVALID: '/department',
    FLAGS_INVALID: '/isMdmRemovable',
    LOCALE_INVALID: '/language',
    MAGIC_INVALID: '/orgMagic',
    SUPPORT_EMAIL_INVALID: '/supportEmailAddress',
    SUPPORT_PHONE_INVALID: '/supportPhoneNumber',
  }
  for (const [code, pointer] of Object.entries(codes)) {
    await dep.portal('/faults', { next: [{ path: '/profile', status: 400, body: code }] })
    const { status, body } = await dep.app.api('POST', '/dep/profiles', { accountId, profileName: 'Phones' })
    expect([status, body.errors]).toMatchObject([400, [{ pointer, code }]])
  }
  await dep.portal('/faults', { next: [{ path: '/profile', status: 400, body: 'MALFORMED_REQUEST_BODY' }] })
  const other = await dep.app.api('POST', '/dep/profiles', { accountId, profileName: 'Phones' })
  expect(other).toMatchObject({
    status: 409,
    body: { code: 'dep.refused', appleCode: 'MALFORMED_REQUEST_BODY' },
  })
})

test('the preview is what Apple gets, to the letter', async () => {
  const dep = await depTest()
  const { id: accountId } = await dep.account()
  const fields = {
    profileName: 'Pupils',
    configurationWebUrl: 'https://login.example/',
    orgMagic: 'school',
    isReturnToService: true,
    doNotUseProfileFromBackup: true,
    autoAdvanceSetup: true,
    isMultiUser: true,
    department: 'IT',
    supportPhoneNumber: '1',
    supportEmailAddress: 'a@b.example',
    language: 'en',
    region: 'US',
    anchorCerts: [pem(testCertificate()) + pem(testCertificate({ name: 'second' }))],
    supervisingHostCerts: [Buffer.from(testCertificate(), 'base64').toString('base64url')],
    skipSetupItems: ['Siri', 'NewerThanMuster'],
    skipAllPanes: true,
  }
  const { body: shown } = await preview(dep.app, { ...fields, accountId })
  expect(shown.sent['anchor_certs']).toEqual([testCertificate(), testCertificate({ name: 'second' })])
  expect(shown.sent['supervising_host_certs']).toEqual([testCertificate()])
  expect(shown.sent['skip_setup_items']).toContain('LiquidGlass')
  expect(shown.sent).not.toHaveProperty('skip_all_panes')
  expect(shown.warnings.map(({ code }) => code)).toContain('unknown')
  const { body: profile } = await dep.app.api<DepProfile>('POST', '/dep/profiles', { ...fields, accountId })
  expect(profile.sent).toEqual(shown.sent)
  expect(profile.newPanes).toEqual([])
  const [server] = dep.apple.apple.organization.servers.values()
  expect(server!.profiles.get(profile.uuid)).toEqual(shown.sent)

  // What Apple has can be read into the form again, and is the same profile.
  const { body: read } = await dep.app.api<DepProfileOfJson>('POST', '/dep/profiles/read-json', {
    json: profile.sent,
  })
  expect([read.unknown, read.errors, read.warnings]).toEqual([[], [], []])
  const { body: again } = await preview(dep.app, read.fields)
  expect(again.sent).toEqual(shown.sent)
})

test('reads certificates of files and tells what they are', async () => {
  const app = await testApp()
  const read = (files: string[]) =>
    app.api<z.infer<typeof CertificateList>>('POST', '/dep/certificates/read', { files })
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const expired = testCertificate({ name: 'Old', notAfter: '2020-02-01' })
  const { status, body } = await read([testCertificate(), base64(pem(expired))])
  expect(status).toBe(200)
  expect(body.certificates).toMatchObject([
    { der: testCertificate(), subject: 'CN=test', state: 'valid' },
    { der: expired, subject: 'CN=Old', state: 'expired', notAfter: '2020-02-01T00:00:00.000Z' },
  ])
  const refused = await read([testCertificate(), base64('not a certificate')])
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/files/1' }] } })
})
