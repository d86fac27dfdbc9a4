import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { getCertificate, postMachineInfo, signedProfileOf } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { newIdentity } from './support/identity.ts'
import { createCsr } from '../src/protocol/x509/csr.ts'
import { createPkcsReq, readCertRep } from '../src/protocol/scep/client.ts'
import { requestCertificate } from '../src/simulator/device/scep-client.ts'
import { authoritiesOf } from '../src/apple/authority.ts'
import { bindingOf } from '../src/apple/identity-certificate.ts'

const serial = 'C02TEST00001'
const surroundings = { fetch, now: () => new Date(), step: () => {} }

test.each([
  ['POST', 'aes256', 'sha256'],
  ['POST', 'des3', 'sha1'],
  ['GET', 'aes128', 'sha256'],
  ['GET', 'des', 'sha1'],
] as const)(
  'a certificate is issued by %s with %s and %s, bound to the device',
  async (method, cipher, digest) => {
    const world = await appleWorld()
    const { id } = await world.record(serial)
    const { identity, udid } = await getCertificate(world, world.device(serial), { method, cipher, digest })

    const certificate = new X509Certificate(identity.certificate)
    const ca = new X509Certificate(await bytes(world, '/apple/scep?operation=GetCACert'))
    expect(certificate.checkIssued(ca) && certificate.verify(ca.publicKey)).toBe(true)
    expect(certificate.subject).toBe(`O=Muster\nCN=${id}`)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    expect(certificate.ca).toBe(false)
    expect(bindingOf(identity.certificate)).toEqual({ serial, udid })
    const minutes = (Date.now() - certificate.validFromDate.getTime()) / 60_000
    expect(Math.round(minutes)).toBe(10)
    expect(ca.ca).toBe(true)
  },
)

test('capabilities and the CA certificate come in exactly the types that devices want', async () => {
  const world = await appleWorld()
  const caps = await world.send('GET', '/apple/scep?operation=GetCACaps&message=')
  expect(caps.headers.get('content-type')).toMatch(/^text\/plain/)
  expect((await caps.text()).split('\n')).toEqual(
    expect.arrayContaining(['POSTPKIOperation', 'SHA-256', 'AES', 'DES3']),
  )
  const ca = await world.send('GET', '/apple/scep?operation=GetCACert&message=Muster')
  expect(ca.headers.get('content-type')).toBe('application/x-x509-ca-cert')
  expect(ca.headers.get('set-cookie')).toBeNull()
})

test('a repeated request gets the same certificate again, another key gets none', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const { scep } = await signedProfileOf(await postMachineInfo(world, world.device(serial)))
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ask = (habits: object) => requestCertificate(surroundings, scep, habits)
  const answers = await Promise.all([ask({ key }), ask({ key }), ask({ key })])
  const [first, second, third] = answers.map(({ certificate }) => certificate.toString('hex'))
  expect([second, third]).toEqual([first, first])
  await expect(ask({})).rejects.toThrow(/badRequest/)
  const rows = await world.platform.db.selectFrom('certificate').select('id').execute()
  expect(rows).toHaveLength(1)
})

test('a challenge that is wrong or an hour old gets no certificate', async () => {
  let now = new Date()
  const world = await appleWorld({ clock: () => now })
  await world.record(serial)
  const { scep } = await signedProfileOf(await postMachineInfo(world, world.device(serial)))
  await expect(requestCertificate(surroundings, scep, { challenge: 'guess' })).rejects.toThrow(/badRequest/)
  now = new Date(now.getTime() + 3600_000)
  await expect(requestCertificate(surroundings, scep)).rejects.toThrow(/badRequest/)
})

test('weak keys and renewals are refused', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const { scep } = await signedProfileOf(await postMachineInfo(world, world.device(serial)))
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  await expect(requestCertificate(surroundings, scep, { key: weak })).rejects.toThrow(/badAlg/)

  const { identity } = await getCertificate(world, world.device(serial))
  const csr = createCsr({ subject: [{ type: 'CN', value: 'x' }], key: identity.key })
  expect(await pkiOperation(world, { csr, signer: identity, messageType: 'RenewalReq' })).toMatchObject({
    status: 'failure',
    failInfo: 'badCertId',
  })
})

test('what a certificate request wishes for is ignored but for its key', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  const { scep } = await signedProfileOf(await postMachineInfo(world, world.device(serial)))
  const signer = newIdentity('somebody else')
  const csr = createCsr({
    subject: [{ type: 'CN', value: 'another device' }],
    key: signer.key,
    challengePassword: scep.Challenge!,
  })
  const { certificate } = await pkiOperation(world, { csr, signer })
  expect(new X509Certificate(certificate!).subject).toBe(`O=Muster\nCN=${id}`)
})

test('two servers that start at once use one authority', async () => {
  const world = await appleWorld()
  const loads = [1, 2, 3].map(() => authoritiesOf(world.platform)())
  const [a, b, c] = (await Promise.all(loads)).map(({ device }) => device.certificate.toString('hex'))
  expect([b, c]).toEqual([a, a])
  const rows = await world.platform.db.selectFrom('authority').selectAll().orderBy('purpose').execute()
  expect(rows.map(({ purpose }) => purpose)).toEqual(['device', 'profile'])
  for (const { private_key_sealed: sealed } of rows)
    expect(sealed.toString('latin1')).not.toContain('PRIVATE KEY')
})

const bytes = async (world: AppleWorld, path: string) =>
  Buffer.from(await (await world.send('GET', path)).arrayBuffer())

type Request = Pick<Parameters<typeof createPkcsReq>[0], 'csr' | 'signer' | 'messageType'>

async function pkiOperation(world: AppleWorld, request: Request) {
  const caCertificate = await bytes(world, '/apple/scep?operation=GetCACert')
  const message = createPkcsReq({ ...request, caCertificate, transactionId: 'test' })
  const response = await world.send('POST', '/apple/scep?operation=PKIOperation', message)
  expect(response.headers.get('content-type')).toBe('application/x-pki-message')
  return readCertRep(Buffer.from(await response.arrayBuffer()), request.signer)
}
