import { X509Certificate } from 'node:crypto'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { readMdmSignature } from '../protocol/mdm/mdm-signature.ts'
import type { Authorities, Authority } from './authority.ts'
import { sha256 } from './certificate-store.ts'
import { Refusal } from './refusal.ts'

type Known = { sha256: Buffer; x509: X509Certificate; isOurs: boolean }

/** Reading a certificate costs ten times as much as verifying a signature with it (apple-mdm.md 10.4). */
const mostKnown = 20_000

/** Both give the SHA-256 of a certificate that our authority issued. */
export type CertificateReader = {
  /** Of the one whose key signed the body: the `Mdm-Signature` header. @throws {Refusal | MdmError} */
  ofSignature(header: string, body: Buffer): Promise<Buffer>
  /** Of one whose key was proved already, in a TLS handshake. @throws {Refusal | MdmError} */
  ofCertificate(der: Buffer): Promise<Buffer>
}

export function certificateReader(authorities: () => Promise<Authorities>): CertificateReader {
  const known = new Map<string, Known>()

  return {
    async ofSignature(header, body) {
      const { device: ca } = await authorities()
      let signer: Known | undefined
      const certificateOf = (der: Buffer) => (signer = lookUp(known, ca, der)).x509
      readMdmSignature(header, body, { certificateOf })
      return hashIfOurs(signer)
    },
    async ofCertificate(der) {
      const { device: ca } = await authorities()
      return hashIfOurs(readable(() => lookUp(known, ca, der)))
    },
  }
}

function hashIfOurs(certificate: Known | undefined): Buffer {
  if (!certificate?.isOurs)
    throw new Refusal(403, 'The certificate was issued by somebody else', 'foreign-certificate')
  return certificate.sha256
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new MdmError('malformed', 'The client certificate cannot be read', { cause })
  }
}

function lookUp(known: Map<string, Known>, ca: Authority, der: Buffer): Known {
  const hash = sha256(der)
  const name = hash.toString('base64')
  const found = known.get(name)
  if (found) return found
  const x509 = new X509Certificate(der)
  const isOurs = x509.checkIssued(ca.x509) && x509.verify(ca.x509.publicKey)
  const entry = { sha256: hash, x509, isOurs }
  // Strangers' certificates are not worth a place.
  if (isOurs) {
    if (known.size >= mostKnown) known.delete(known.keys().next().value ?? '')
    known.set(name, entry)
  }
  return entry
}
