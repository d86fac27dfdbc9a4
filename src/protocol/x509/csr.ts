import { createPublicKey, sign, type KeyObject } from 'node:crypto'
import {
  Asn1Error,
  bitString,
  directoryString,
  implicit,
  integer,
  oid,
  readAsn1,
  seq,
  set,
  type Asn1Node,
} from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { oidOf, only, textOf } from '../asn1/read-values.ts'
import { contextTag, tags } from '../asn1/tags.ts'
import { isSignatureValid, signatureAlgorithm } from './algorithms.ts'
import { readName, writeName, type Name } from './name.ts'

/** The bytes are not a certification request, or it is not signed by the key it names. */
export class CsrError extends Error {
  override name = 'CsrError'
}

export type Csr = { subject: Name; publicKey: KeyObject; challengePassword: string | undefined }

export type CsrOrder = { subject: Name; key: KeyObject; challengePassword?: string }

const challengePasswordId = '1.2.840.113549.1.9.7'
const maxBytes = 64 * 1024

/** A PKCS#10 request in DER (RFC 2986), signed with SHA-256. */
export function createCsr({ subject, key, challengePassword }: CsrOrder): Buffer {
  const attributes =
    challengePassword === undefined
      ? []
      : [seq(oid(challengePasswordId), set(directoryString(challengePassword)))]
  const info = seq(
    integer(0),
    writeName(subject),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    implicit(0, set(...attributes)),
  )
  return seq(info, signatureAlgorithm(key, 'sha256'), bitString(sign('sha256', info, key)))
}

/**
 * Reads a PKCS#10 request and verifies that its key signed it. The version is not looked at: Macs of 2016 wrote 2.
 * Weak keys and SHA-1 are read too; whether to accept them is for the one who issues.
 * @throws {CsrError}
 */
export function readCsr(der: Uint8Array): Csr {
  try {
    return readVerified(readAsn1(der, { maxBytes }))
  } catch (cause) {
    if (cause instanceof Asn1Error) throw new CsrError('This is not a certification request', { cause })
    throw cause
  }
}

function readVerified(request: Asn1Node): Csr {
  const outer = fields(request)
  const info = outer.take(tags.sequence)
  const algorithm = outer.take(tags.sequence)
  const signature = outer.take(tags.bitString).content.subarray(1)
  outer.end()

  const { take, optional } = fields(info)
  take(tags.integer)
  const subject = readName(take(tags.sequence))
  const publicKey = readPublicKey(take(tags.sequence))
  const challengePassword = readChallenge(optional(contextTag(0)))

  if (!isSignatureValid({ algorithm, data: info.raw, value: signature, key: publicKey })) {
    throw new CsrError('The request is not signed by its own key')
  }
  return { subject, publicKey, challengePassword }
}

function readPublicKey(info: Asn1Node): KeyObject {
  try {
    return createPublicKey({ key: info.raw, format: 'der', type: 'spki' })
  } catch (cause) {
    throw new CsrError('The request has no usable public key', { cause })
  }
}

function readChallenge(attributes: Asn1Node | undefined): string | undefined {
  const found = attributes?.children.find(
    (attribute) => oidOf(fields(attribute).take()) === challengePasswordId,
  )
  if (!found) return undefined
  const { take } = fields(found)
  take(tags.oid)
  return textOf(only(take(tags.set)))
}
