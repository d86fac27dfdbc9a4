import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { Problem } from '../platform/problem.ts'

/** An MDM push certificate that was looked through, and what came with it. */
export type PushCertificateFile = {
  /** The leaf first, then its chain, as PEM. */
  pem: string
  leaf: X509Certificate
  topic: string
  /** When the file had one. */
  key: KeyObject | undefined
}

/** Names in the subject of an MDM push certificate begin so; those of apps are bundle ids. */
const topicPrefix = 'com.apple.mgmt.'
const mostCertificates = 10

/**
 * PEM: the certificate, its chain if there is one, and the private key where it was made elsewhere. Of Apple's chain nothing is
 * checked but that it can be read: whether the certificate is Apple's shows with the first push.
 * @throws {Problem}
 */
export function readPushCertificate(text: string, now: Date): PushCertificateFile {
  const certificates = certificatesIn(text)
  const key = keyIn(text)
  const leaf = certificates.find(({ ca }) => !ca) ?? certificates[0]
  if (!leaf) throw unreadable('There is no certificate in PEM in it. Apple gives a .pem file.')
  const topic = topicOf(leaf)
  if (!topic)
    throw new Problem('push-certificate.wrong-kind', {
      detail: `This certificate is of another kind: the user id (UID) in its subject is ${uidOf(leaf) ?? 'missing'}, that of an MDM push certificate begins with ${topicPrefix}External.`,
      subject: oneLine(leaf.subject),
    })
  if (leaf.validToDate <= now)
    throw new Problem('push-certificate.expired', {
      detail: `It ended on ${leaf.validToDate.toISOString().slice(0, 10)}. Renew it at Apple and upload the new one.`,
    })
  if (key && !leaf.checkPrivateKey(key)) throw wrongKey('The private key in the file')
  const chain = certificates.filter((each) => each !== leaf)
  return { pem: [leaf, ...chain].map(String).join(''), leaf, topic, key }
}

export const wrongKey = (what: string) =>
  new Problem('push-certificate.wrong-key', { detail: `${what} is not the one of this certificate.` })

const unreadable = (detail: string, options?: ErrorOptions) =>
  new Problem('push-certificate.unreadable', { detail }, options)

const blocks = (text: string, label: string): string[] =>
  text.match(new RegExp(`-----BEGIN ${label}-----[\\s\\S]*?-----END ${label}-----`, 'g')) ?? []

function certificatesIn(text: string): X509Certificate[] {
  const found = blocks(text, 'CERTIFICATE')
  if (found.length > mostCertificates) throw unreadable('There are too many certificates in it.')
  try {
    return found.map((block) => new X509Certificate(block))
  } catch (cause) {
    throw unreadable('A certificate in it is damaged.', { cause })
  }
}

function keyIn(text: string): KeyObject | undefined {
  const [block] = blocks(text, '(?:[A-Z]+ )*PRIVATE KEY')
  if (!block) return undefined
  if (/ENCRYPTED/.test(block))
    throw unreadable('The private key has a password. Take it away first: openssl pkey -in FILE -out NEW')
  try {
    return createPrivateKey(block)
  } catch (cause) {
    throw unreadable('The private key in it is damaged.', { cause })
  }
}

/** The topic of an MDM push certificate; undefined for one of another kind. */
export function topicOf(certificate: X509Certificate): string | undefined {
  const uid = uidOf(certificate)
  return uid?.startsWith(topicPrefix) ? uid : undefined
}

const uidOf = ({ subject }: X509Certificate): string | undefined => /^UID=(.+)$/m.exec(subject ?? '')?.[1]

/** Node writes a name in lines. */
export const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ')
