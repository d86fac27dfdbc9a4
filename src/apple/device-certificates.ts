import { X509Certificate } from 'node:crypto'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { readMdmSignature } from '../protocol/mdm/mdm-signature.ts'
import type { Authorities, Authority } from './authority.ts'
import { sha256 } from './certificate-store.ts'
import { Refusal } from './refusal.ts'

type Known = { sha256: Buffer; x509: X509Certificate; isOurs: boolean }

/** Reading a certificate costs ten times as much as verifying a signature with it (apple-mdm.md 10.4). */
const mostKnown = 20_000

export type SignatureReader = (header: string | string[] | undefined, body: Buffer) => Promise<Buffer>

/**
 * Reads who signed a message. Gives the SHA-256 of the signer's certificate, which is one that our authority issued.
 * @throws {Refusal | MdmError}
 */
export function signatureReader(authorities: () => Promise<Authorities>): SignatureReader {
  const known = new Map<string, Known>()

  return async (header, body) => {
    if (typeof header !== 'string') throw new MdmError('bad-signature', 'The Mdm-Signature header is missing')
    const { device: ca } = await authorities()
    let signer: Known | undefined
    const certificateOf = (der: Buffer) => (signer = lookUp(known, ca, der)).x509
    readMdmSignature(header, body, { certificateOf })
    if (!signer?.isOurs) throw new Refusal(403, 'The certificate was issued by somebody else')
    return signer.sha256
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
