/**
 * Writes the sample messages of `src/protocol/cms/testdata` and `src/protocol/scep/testdata` anew, with new keys:
 * `node test/support/make-cms-corpus.ts`. They are committed, so that tests meet the same bytes every time.
 */
import {
  createCipheriv,
  createHash,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  sign,
} from 'node:crypto'
import { constants, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import {
  bitString,
  explicit,
  implicit,
  indefinite,
  integer,
  nul,
  octetString,
  oid,
  printableString,
  seq,
  set,
  setOf,
  time,
  tlv,
  utf8String,
} from '../../src/protocol/asn1/asn1.ts'
import { signData } from '../../src/protocol/cms/sign-data.ts'
import { encryptTo } from '../../src/protocol/cms/encrypt-to.ts'
import { issuerAndSerial } from '../../src/protocol/x509/certificate.ts'
import { writeName } from '../../src/protocol/x509/name.ts'
import { pem } from '../../src/protocol/x509/pem.ts'
import { newIdentity, type Identity } from './identity.ts'
import { openssl } from './openssl.ts'

const ids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  challengePassword: '1.2.840.113549.1.9.7',
  rsa: '1.2.840.113549.1.1.1',
  sha1WithRsa: '1.2.840.113549.1.1.5',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  des: '1.3.14.3.2.7',
  messageType: '2.16.840.1.113733.1.9.2',
  senderNonce: '2.16.840.1.113733.1.9.5',
  transactionId: '2.16.840.1.113733.1.9.7',
}

const signer = newIdentity('Sample signer')
const second = newIdentity('Second signer')
const recipient = newIdentity('Sample recipient')
const content = Buffer.from(`<plist version="1.0"><string>${'sample '.repeat(350)}</string></plist>\n`)

const save = (folder: 'cms' | 'scep', name: string, bytes: Uint8Array | string): void =>
  writeFileSync(new URL(`../../src/protocol/${folder}/testdata/${name}`, import.meta.url), bytes)

const attribute = (id: string, value: Buffer): Buffer => seq(oid(id), set(value))
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** SignedData around one SignerInfo; every sample differs from the others in the attributes or their bytes. */
function signedBy(identity: Identity, attributes: { sent: Buffer; signed: Buffer }, body = content): Buffer {
  const algorithm = seq(oid(ids.sha256), nul())
  const info = seq(
    integer(1),
    issuerAndSerial(identity.certificate),
    algorithm,
    attributes.sent,
    seq(oid(ids.rsa), nul()),
    octetString(sign('sha256', attributes.signed, identity.key)),
  )
  return contentInfo(
    ids.signedData,
    seq(
      integer(1),
      set(algorithm),
      seq(oid(ids.data), explicit(0, octetString(body))),
      tlv(0xa0, identity.certificate),
      set(info),
    ),
  )
}

const contentInfo = (type: string, body: Buffer): Buffer => seq(oid(type), explicit(0, body))

const plain = (...attributes: Buffer[]): { sent: Buffer; signed: Buffer } => {
  const signed = setOf(...attributes)
  return { sent: implicit(0, signed), signed }
}

const type = attribute(ids.contentType, oid(ids.data))
const digest = attribute(ids.messageDigest, octetString(sha256(content)))

function saveSigned(): void {
  const both = plain(type, digest)
  save('cms', 'signed.der', signedBy(signer, both))
  save('cms', 'signed-indefinite.ber', signData(content, signer, { indefinite: true }))
  save(
    'cms',
    'signed-bare-sha1.ber',
    signData(content, signer, { indefinite: true, signedAttributes: false, digest: 'sha1' }),
  )
  save('cms', 'signed-detached.der', signData(content, signer, { detached: true }))
  save('cms', 'signed-content.bin', content)
  save(
    'cms',
    'signed-attributes-indefinite.ber',
    signedBy(signer, {
      sent: indefinite(
        0xa0,
        indefinite(0x30, oid(ids.contentType), set(oid(ids.data))),
        indefinite(0x30, oid(ids.messageDigest), indefinite(0x31, tlv(0x24, octetString(sha256(content))))),
      ),
      signed: set(type, digest),
    }),
  )
  save(
    'cms',
    'signed-attributes-unsorted.der',
    signedBy(signer, { sent: tlv(0xa0, digest, type), signed: set(digest, type) }),
  )

  save('cms', 'bad-changed-content.der', signedBy(signer, both, Buffer.from('<plist>changed</plist>')))
  save('cms', 'bad-missing-digest.der', signedBy(signer, plain(type)))
  save('cms', 'bad-missing-content-type.der', signedBy(signer, plain(digest)))
  save(
    'cms',
    'bad-other-content-type.der',
    signedBy(signer, plain(attribute(ids.contentType, oid(ids.envelopedData)), digest)),
  )
  save(
    'cms',
    'bad-digest-twice.der',
    signedBy(signer, plain(type, digest, attribute(ids.messageDigest, octetString(Buffer.alloc(32))))),
  )
  save(
    'cms',
    'bad-two-digests.der',
    signedBy(
      signer,
      plain(
        type,
        seq(oid(ids.messageDigest), set(octetString(sha256(content)), octetString(Buffer.alloc(32)))),
      ),
    ),
  )
  save('cms', 'bad-signed-by-another.der', signedBy({ ...signer, key: second.key }, both))
  save('cms', 'bad-two-signers.der', twoSigners())
  save('cms', 'bad-deep.ber', Buffer.alloc(20_000, '3080', 'hex'))
  save('cms', 'bad-huge-length.der', Buffer.from('3084fffffff006092a864886f70d010702', 'hex'))
}

const twoSigners = (): Buffer =>
  openssl(
    [
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      '-in',
      'c',
      '-outform',
      'der',
      '-signer',
      'a.pem',
      '-inkey',
      'a.key',
      '-signer',
      'b.pem',
      '-inkey',
      'b.key',
    ],
    {
      c: content,
      'a.pem': pem('CERTIFICATE', signer.certificate),
      'a.key': keyPem(signer),
      'b.pem': pem('CERTIFICATE', second.certificate),
      'b.key': keyPem(second),
    },
  )

const keyPem = ({ key }: Identity): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

function saveEnveloped(): void {
  for (const cipher of ['des', 'des3', 'aes128', 'aes192', 'aes256'] as const) {
    save('cms', `enveloped-${cipher}.der`, encryptTo(content, recipient.certificate, { cipher }))
    save(
      'cms',
      `enveloped-${cipher}.ber`,
      encryptTo(content, recipient.certificate, { cipher, indefinite: true }),
    )
  }
  save('cms', 'enveloped-go.der', goEnvelope(content, recipient.certificate))
}

/** As Go's libraries write it: DES, no NULL parameters, the ciphertext as a constructed [0] around one OCTET STRING. */
function goEnvelope(body: Buffer, certificate: Buffer): Buffer {
  const [key, iv] = [randomBytes(8), randomBytes(8)]
  const stream = createCipheriv('des-ede3-cbc', Buffer.concat([key, key, key]), iv)
  const encrypted = Buffer.concat([stream.update(body), stream.final()])
  const { publicKey } = new X509Certificate(certificate)
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, key)
  const recipientInfo = seq(integer(0), issuerAndSerial(certificate), seq(oid(ids.rsa)), octetString(wrapped))
  const contentPart = seq(
    oid(ids.data),
    seq(oid(ids.des), octetString(iv)),
    tlv(0xa0, octetString(encrypted)),
  )
  return contentInfo(ids.envelopedData, seq(integer(0), set(recipientInfo), contentPart))
}

/** The request of `mdmb`: SHA-1, algorithms without NULL, the signature's algorithm named with its hash. */
function goRequest(csr: Buffer): Buffer {
  const body = goEnvelope(csr, recipient.certificate)
  const signed = setOf(
    type,
    attribute(ids.messageDigest, octetString(createHash('sha1').update(body).digest())),
    attribute(ids.signingTime, time(new Date('2026-01-02T03:04:05Z'))),
    attribute(ids.transactionId, printableString('0123456789ABCDEF0123456789ABCDEF')),
    attribute(ids.messageType, printableString('19')),
    attribute(ids.senderNonce, octetString(Buffer.alloc(16, 0x5a))),
  )
  const info = seq(
    integer(1),
    issuerAndSerial(signer.certificate),
    seq(oid(ids.sha1)),
    implicit(0, signed),
    seq(oid(ids.sha1WithRsa)),
    octetString(sign('sha1', signed, signer.key)),
  )
  const outer = seq(oid(ids.data), explicit(0, octetString(body)))
  const parts = [integer(1), set(seq(oid(ids.sha1))), outer, tlv(0xa0, signer.certificate), set(info)]
  return contentInfo(ids.signedData, seq(...parts))
}

/** The CSR of a Mac of 2016: version 2, RSA 1024, SHA-1. */
function oldMacCsr(): Buffer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const challenge = seq(oid(ids.challengePassword), set(utf8String('challenge of the sample')))
  const info = seq(
    integer(2),
    writeName([{ type: 'CN', value: 'C02SAMPLE' }]),
    publicKey.export({ type: 'spki', format: 'der' }),
    implicit(0, set(challenge)),
  )
  return seq(info, seq(oid(ids.sha1WithRsa), nul()), bitString(sign('sha1', info, privateKey)))
}

/** A Mac: triple DES, both layers without lengths. */
function macRequest(csr: Buffer): Buffer {
  const body = encryptTo(csr, recipient.certificate, { cipher: 'des3', indefinite: true })
  const attributes = [
    { oid: ids.transactionId, value: printableString('FEDCBA9876543210') },
    { oid: ids.messageType, value: printableString('19') },
    { oid: ids.senderNonce, value: octetString(Buffer.alloc(16, 0xa5)) },
  ]
  return signData(body, signer, { digest: 'sha1', indefinite: true, attributes })
}

function saveKeys(): void {
  for (const folder of ['cms', 'scep'] as const) {
    save(folder, 'recipient.pem', pem('CERTIFICATE', recipient.certificate) + keyPem(recipient))
  }
  save('cms', 'signer.pem', pem('CERTIFICATE', signer.certificate))
}

saveKeys()
saveSigned()
saveEnveloped()
save('scep', 'pkcsreq-go.der', goRequest(oldMacCsr()))
save('scep', 'pkcsreq-mac.ber', macRequest(oldMacCsr()))
save('scep', 'csr-2016.der', oldMacCsr())
