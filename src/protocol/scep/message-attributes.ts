import { octetString, printableString, directoryString, type Asn1Node } from '../asn1/asn1.ts'
import { textOf } from '../asn1/read-values.ts'
import { octetsOf, type Attribute } from '../cms/attribute.ts'
import { ScepError } from './scep-error.ts'

/** Signed attributes of a pkiMessage (RFC 8894 3.2.1). */
const ids = {
  messageType: '2.16.840.1.113733.1.9.2',
  pkiStatus: '2.16.840.1.113733.1.9.3',
  failInfo: '2.16.840.1.113733.1.9.4',
  senderNonce: '2.16.840.1.113733.1.9.5',
  recipientNonce: '2.16.840.1.113733.1.9.6',
  transactionId: '2.16.840.1.113733.1.9.7',
} as const

type TextAttribute = 'messageType' | 'pkiStatus' | 'failInfo' | 'transactionId'
type NonceAttribute = 'senderNonce' | 'recipientNonce'

/** Numbers travel as printable text. */
export const messageTypes = {
  CertRep: '3',
  RenewalReq: '17',
  UpdateReq: '18',
  PKCSReq: '19',
} as const
export type RequestType = Exclude<keyof typeof messageTypes, 'CertRep'>

export const pkiStatuses = { success: '0', failure: '2', pending: '3' } as const

export const failInfos = {
  badAlg: '0',
  badMessageCheck: '1',
  badRequest: '2',
  badTime: '3',
  badCertId: '4',
} as const
export type FailInfo = keyof typeof failInfos

export const textAttribute = (name: Exclude<TextAttribute, 'transactionId'>, value: string): Attribute => ({
  oid: ids[name],
  value: printableString(value),
})
/** Ours to echo, so it may have characters that PrintableString does not know. */
export const transactionIdAttribute = (value: string): Attribute => ({
  oid: ids.transactionId,
  value: directoryString(value),
})
export const nonceAttribute = (name: NonceAttribute, value: Buffer): Attribute => ({
  oid: ids[name],
  value: octetString(value),
})

/** @throws {ScepError | Asn1Error} */
export function readText(attributes: Map<string, Asn1Node>, name: TextAttribute): string {
  const value = attributes.get(ids[name])
  const text = value && textOf(value)
  if (!text || text.length > 255) throw new ScepError(`The message has no usable ${name}`)
  return text
}

/** 16 bytes by the book; more or fewer are taken, for they are only handed back. @throws {ScepError | Asn1Error} */
export function readNonce(attributes: Map<string, Asn1Node>, name: NonceAttribute): Buffer {
  const nonce = octetsOf(attributes.get(ids[name]))
  if (!nonce || nonce.length === 0 || nonce.length > 64)
    throw new ScepError(`The message has no usable ${name}`)
  return nonce
}

/** The name under which a number is known in one of the tables above. */
export function nameOf<Table extends Record<string, string>>(
  table: Table,
  value: string,
): keyof Table | undefined {
  return Object.keys(table).find((name) => table[name] === value)
}
