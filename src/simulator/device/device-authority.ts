import {
  X509Certificate,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  randomUUID,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

import { extension } from '../../protocol/x509/extension.ts'
import { issueCertificate, selfSignedCertificate } from '../../protocol/x509/issue-certificate.ts'
import { pem } from '../../protocol/x509/pem.ts'

/** A certificate in DER with its private key. */
export type Identity = { certificate: Buffer; key: KeyObject }

const generate = promisify(generateKeyPair)
const dayMs = 24 * 3600 * 1000

/** An RSA key of its own thread, so that many devices can be made at once. */
export const newRsaKey = async (bits = 2048): Promise<KeyObject> =>
  (await generate('rsa', { modulusLength: bits })).privateKey

/**
 * The stand-in for "Apple iPhone Device CA". A server accepts the simulated devices when it is told to trust this
 * certificate; no real device has one of its leaves.
 */
export function createDeviceAuthority(now = new Date()): Identity {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = selfSignedCertificate({
    subject: [
      { type: 'O', value: 'Muster simulator' },
      { type: 'CN', value: 'Simulated Device CA' },
    ],
    key,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 10 * 365 * dayMs),
    extensions: [
      extension.basicConstraints(true),
      extension.keyUsage('keyCertSign', 'cRLSign'),
      extension.subjectKeyId(publicKey),
    ],
  })
  return { certificate, key }
}

/** Certificate and key in one PEM text. */
export const writeIdentity = ({ certificate, key }: Identity): string =>
  pem('CERTIFICATE', certificate) + key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** @throws {Error} when the text lacks the certificate or its private key, or they do not belong together */
export function readIdentity(text: string): Identity {
  const certificate = new X509Certificate(text)
  const key = createPrivateKey(text)
  if (!certificate.checkPrivateKey(key)) throw new Error('The private key is not the one of the certificate')
  return { certificate: certificate.raw, key }
}

/** The identity that is built into a device: as on real ones, nothing in it names the serial number. */
export function issueDeviceIdentity(authority: Identity, key: KeyObject, now = new Date()): Identity {
  const issuer = new X509Certificate(authority.certificate)
  const certificate = issueCertificate({
    subject: [
      { type: 'CN', value: randomUUID().toUpperCase() },
      { type: 'C', value: 'US' },
      { type: 'ST', value: 'CA' },
      { type: 'L', value: 'Cupertino' },
      { type: 'O', value: 'Muster simulator' },
      { type: 'OU', value: 'Simulated device' },
    ],
    publicKey: createPublicKey(key),
    issuer: { certificate: issuer },
    issuerKey: authority.key,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 3 * 365 * dayMs),
    extensions: [
      extension.basicConstraints(false),
      extension.keyUsage('digitalSignature', 'keyEncipherment'),
      extension.extendedKeyUsage('clientAuth', 'serverAuth'),
      extension.authorityKeyId(issuer),
    ],
  })
  return { certificate, key }
}
