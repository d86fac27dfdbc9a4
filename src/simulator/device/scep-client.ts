import { X509Certificate, createHash, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

import type { InstalledProfile } from '../../protocol/mdm/read-enrollment-profile.ts'
import { createPkcsReq, readCertRep } from '../../protocol/scep/client.ts'
import { createCsr } from '../../protocol/x509/csr.ts'
import { selfSignedCertificate } from '../../protocol/x509/issue-certificate.ts'
import type { Name, NameAttribute } from '../../protocol/x509/name.ts'
import type { Identity } from './device-authority.ts'
import { newRsaKey } from './device-authority.ts'
import type { Surroundings } from './walk.ts'
import { WalkError, assertOk, bytesOf, request } from './walk.ts'

export type ScepOrder = InstalledProfile['scep']

/** How the device does SCEP, for tests of a server; what is not said, the server's capabilities decide. */
export type ScepHabits = {
  method?: 'GET' | 'POST'
  cipher?: 'des' | 'des3' | 'aes128' | 'aes192' | 'aes256'
  digest?: 'sha1' | 'sha256' | 'sha512'
  /** Writes BER without lengths, as Apple's clients do. */
  indefinite?: boolean
  /** The key that the certificate is for, instead of a new RSA key. It may be of another type. */
  key?: KeyObject
  /** Asks for a certificate with another challenge. */
  challenge?: string
  /** The certificate that is renewed: it signs the request, and no challenge is needed. */
  renews?: Identity
  /** Gives up a certificate that is not valid yet by its own clock. */
  checksDates?: boolean
}

/** Gets the device its certificate (RFC 8894): capabilities, the CA's certificate, the request. */
export async function requestCertificate(
  world: Surroundings,
  order: ScepOrder,
  habits: ScepHabits = {},
): Promise<Identity> {
  const capabilities = await getCapabilities(world, order)
  const caCertificate = await getCaCertificate(world, order)
  const key = habits.key ?? (await newRsaKey(order.Keysize))
  const subject = subjectOf(order)
  const signer = habits.renews ?? (await throwAwaySigner(world, subject, key))
  const challenge = habits.challenge ?? order.Challenge
  const message = createPkcsReq({
    csr: createCsr({ subject, key, ...(challenge === undefined ? {} : { challengePassword: challenge }) }),
    caCertificate,
    signer,
    messageType: habits.renews ? 'RenewalReq' : 'PKCSReq',
    indefinite: habits.indefinite ?? false,
    signingTime: world.now(),
    transactionId: createHash('sha256').update(publicKeyOf(key)).digest('hex'),
    cipher: habits.cipher ?? (capabilities.has('AES') ? 'aes128' : 'des3'),
    digest: habits.digest ?? (capabilities.has('SHA-256') ? 'sha256' : 'sha1'),
  })
  const canPost = capabilities.has('POSTPKIOperation') || capabilities.has('SCEPStandard')
  const answer = await sendMessage(world, order, {
    message,
    method: habits.method ?? (canPost ? 'POST' : 'GET'),
  })
  const certificate = readAnswer(answer, signer, key)
  if (habits.checksDates) checkDates(certificate, world.now())
  return { certificate, key }
}

function checkDates(der: Buffer, now: Date): void {
  const { validFromDate: from, validToDate: to } = new X509Certificate(der)
  if (now < from || now > to)
    throw new WalkError('failed', `SCEP: by this clock the certificate is good from ${from.toISOString()}`)
}

/** A device takes every answer that is not a list of words for "none". */
async function getCapabilities(world: Surroundings, order: ScepOrder): Promise<Set<string>> {
  const response = await request(world, scepUrl(order, 'GetCACaps'), {})
  const body = await bytesOf(response)
  assertOk(response, 'SCEP GetCACaps', body)
  return new Set(
    body
      .toString('utf8')
      .split(/\r?\n/)
      .map((line) => line.trim()),
  )
}

async function getCaCertificate(world: Surroundings, order: ScepOrder): Promise<Buffer> {
  const response = await request(world, scepUrl(order, 'GetCACert'), {})
  const der = await bytesOf(response)
  assertOk(response, 'SCEP GetCACert', der)
  // Devices take the other type for a promise of a separate registration authority, and give up.
  if (response.headers.get('content-type') !== 'application/x-x509-ca-cert') {
    throw new WalkError('failed', `SCEP GetCACert has the type ${response.headers.get('content-type')}`)
  }
  const { subject } = new X509Certificate(der)
  checkFingerprint(der, order.CAFingerprint)
  world.step('scep-ca', `The certificate authority is ${subject.replaceAll('\n', ', ')}`)
  return der
}

const hashes = new Map([
  [16, 'md5'],
  [20, 'sha1'],
  [32, 'sha256'],
])

function checkFingerprint(der: Buffer, fingerprint: Uint8Array | undefined): void {
  if (!fingerprint) return
  const hash = hashes.get(fingerprint.length)
  if (!hash || !createHash(hash).update(der).digest().equals(fingerprint)) {
    throw new WalkError(
      'failed',
      'The certificate authority is not the one whose fingerprint is in the profile',
    )
  }
}

type Message = { message: Buffer; method: 'GET' | 'POST' }

async function sendMessage(
  world: Surroundings,
  order: ScepOrder,
  { message, method }: Message,
): Promise<Buffer> {
  const url = scepUrl(order, 'PKIOperation')
  const init: RequestInit = { method }
  if (method === 'GET') url.searchParams.set('message', message.toString('base64'))
  else Object.assign(init, { body: message, headers: { 'content-type': 'application/x-pki-message' } })
  const response = await request(world, url, init)
  const body = await bytesOf(response)
  assertOk(response, 'SCEP PKIOperation', body)
  return body
}

function readAnswer(answer: Buffer, signer: Identity, key: KeyObject): Buffer {
  const { status, failInfo, certificate } = readCertRep(answer, signer)
  if (status !== 'success' || !certificate) {
    throw new WalkError('refused', `SCEP: no certificate, ${status}${failInfo ? ` (${failInfo})` : ''}`)
  }
  if (!new X509Certificate(certificate).checkPrivateKey(key)) {
    throw new WalkError('failed', 'SCEP: the certificate is for another key')
  }
  return certificate
}

function scepUrl(order: ScepOrder, operation: string): URL {
  const url = new URL(order.URL)
  url.searchParams.set('operation', operation)
  if (operation !== 'PKIOperation' && order.Name) url.searchParams.set('message', order.Name)
  return url
}

const namesByOid = new Map<string, NameAttribute['type']>([
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
])

const subjectOf = (order: ScepOrder): Name =>
  order.Subject.flat().map(([type, value]) => ({
    type: namesByOid.get(type) ?? (type as NameAttribute['type']),
    value,
  }))

/** Signs the request and reads the answer; SCEP needs RSA for that, whatever the certificate is for. */
async function throwAwaySigner({ now }: Surroundings, subject: Name, key: KeyObject): Promise<Identity> {
  const own = key.asymmetricKeyType === 'rsa' ? key : await newRsaKey()
  const certificate = selfSignedCertificate({
    subject,
    key: own,
    notBefore: new Date(now().getTime() - 60_000),
    notAfter: new Date(now().getTime() + 3600_000),
    extensions: [],
  })
  return { certificate, key: own }
}

const publicKeyOf = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'der' })
