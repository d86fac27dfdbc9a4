import { expect, test } from 'vitest'
import { checkPassword } from '../src/sign-on/sign-on.ts'
import { loopbackCertificate } from './support/loopback-certificate.ts'
import { base, hasSlapd, reader, startSlapd } from './support/slapd.ts'
import { testApp } from './support/test-app.ts'

const address = '10.1.2.3'

test.skipIf(!hasSlapd)('people sign on at a real OpenLDAP: plain, by StartTLS and by ldaps', async () => {
  const app = await testApp()
  const certificate = loopbackCertificate()
  const { port, tlsPort } = await startSlapd(certificate)
  const ldap = {
    enabled: true,
    searchBase: base,
    bindDn: reader.dn,
    filter: '(&(objectClass=inetOrgPerson)(uid={name}))',
    timeoutSeconds: 20,
  }
  for (const reached of [
    { url: `ldap://127.0.0.1:${port}`, startTls: false, ca: '' },
    { url: `ldap://127.0.0.1:${port}`, startTls: true, ca: certificate.cert },
    { url: `ldaps://127.0.0.1:${tlsPort}`, startTls: false, ca: certificate.cert },
  ]) {
    await app.api('PUT', '/settings/authentication', {
      createUsers: true,
      ldap: { ...ldap, ...reached, bindPassword: reader.password },
    })
    const sign = (userName: string, password: string) =>
      checkPassword(app.platform, { userName, password, address })
    expect(await sign('ana', 'correct horse')).toMatchObject({ ok: true, user: { userName: 'ana' } })
    expect(await sign('ben (2)', 'battery * staple')).toMatchObject({
      ok: true,
      user: { userName: 'ben (2)' },
    })
    for (const [userName, password] of [
      ['ana', 'battery * staple'],
      ['*', 'correct horse'],
      ['ana)(uid=*', 'correct horse'],
      ['reader', reader.password],
      ['nobody', 'correct horse'],
    ] as const)
      expect(await sign(userName, password)).toEqual({ ok: false, reason: 'wrong' })
    await app.platform.db.deleteFrom('credential_attempt').execute()
  }
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({
    name: 'Ana Müller',
    email: 'ana@school.example',
  })
})

test.skipIf(!hasSlapd)(
  'a real OpenLDAP that refuses the bind, or to search, says so in the test',
  async () => {
    const app = await testApp()
    const { port } = await startSlapd(loopbackCertificate())
    const put = (ldap: object) => app.api('PUT', '/settings/authentication', { ldap })
    const typed = { userName: 'ana', password: 'correct horse' }
    const run = async () => (await app.api('POST', '/settings/authentication/test-ldap', typed)).body

    await put({ url: `ldap://127.0.0.1:${port}`, searchBase: base })
    expect(await run()).toMatchObject({ ok: false, steps: [{ step: 'bind', ok: false }] })
    await put({ bindDn: reader.dn, bindPassword: 'wrong' })
    expect(await run()).toMatchObject({
      steps: [{ step: 'bind', ok: false, answer: expect.stringContaining('0x31') }],
    })
    await put({ bindPassword: reader.password, searchBase: 'dc=elsewhere' })
    expect(await run()).toMatchObject({ steps: [{ ok: true }, { step: 'search', ok: false }] })
    await put({ searchBase: base })
    expect(await run()).toEqual({
      ok: false,
      steps: [
        { step: 'bind', ok: true, answer: `ldap://127.0.0.1:${port} knows ${reader.dn}` },
        { step: 'search', ok: true, answer: expect.stringMatching(/^uid=ana,ou=Pupils\\(,|2C) 3b,/) },
        { step: 'password', ok: true, answer: 'The password is right' },
        {
          step: 'attributes',
          ok: true,
          answer: 'User name ana, name Ana Müller, mail address ana@school.example',
        },
        { step: 'user', ok: false, answer: 'There is no user ana here' },
      ],
    })
  },
)
