import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import { selfSignedCertificate } from '../../x509/issue-certificate.ts'
import { digestOf } from './verify-signer.ts'
import { apkFromBytes } from './apk-source.ts'

/** Makes APKs for tests: the other side of the readers here, written from the same specifications. */

const u16 = (value: number) => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const join = (...parts: Uint8Array[]) => Buffer.concat(parts)
const prefixed = (...parts: Uint8Array[]) => join(u32(join(...parts).length), ...parts)

export type TestElement = {
  name: string
  attributes?: Record<string, string | number | boolean>
  children?: TestElement[]
}

/** Numbers of Android's own attributes; what is not here is written by its name alone. */
const resources: Record<string, number> = {
  name: 0x01010003,
  permission: 0x01010006,
  minSdkVersion: 0x0101020c,
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  testOnly: 0x01010272,
  versionCodeMajor: 0x01010576,
}

const chunk = (type: number, head: Buffer, body: Buffer) =>
  join(u16(type), u16(8 + head.length), u32(8 + head.length + body.length), head, body)

/** Binary XML as aapt2 writes it. `obfuscated`: without names of Android's attributes, as shrinkers leave it. */
export function buildAxml(root: TestElement, { utf16 = false, obfuscated = false } = {}): Buffer {
  const own = Object.keys(resources)
  const strings = obfuscated ? own.map(() => '') : [...own]
  const indexOf = (text: string) => {
    const at = strings.indexOf(text, own.length)
    return at < 0 ? strings.push(text) - 1 : at
  }
  const none = 0xffffffff
  const attributeOf = ([name, value]: [string, string | number | boolean]) => {
    const index = name in resources ? own.indexOf(name) : indexOf(name)
    const [type, content] =
      typeof value === 'string'
        ? [0x03, indexOf(value)]
        : typeof value === 'number'
          ? [0x10, value]
          : [0x12, value ? none : 0]
    return join(u32(none), u32(index), u32(none), u16(8), Buffer.from([0, type]), u32(content))
  }
  const node = join(u32(1), u32(none))
  const write = ({ name, attributes = {}, children = [] }: TestElement): Buffer => {
    const written = Object.entries(attributes).map(attributeOf)
    const facts = [u16(20), u16(20), u16(written.length), u16(0), u16(0), u16(0)]
    const start = join(u32(none), u32(indexOf(name)), ...facts, ...written)
    const end = join(u32(none), u32(indexOf(name)))
    return join(chunk(0x0102, node, start), ...children.map(write), chunk(0x0103, node, end))
  }
  const body = write(root)
  const map = chunk(0x0180, Buffer.alloc(0), join(...own.map((name) => u32(resources[name]!))))
  return chunk(0x0003, Buffer.alloc(0), join(stringPool(strings, utf16), map, body))
}

function stringPool(strings: string[], utf16: boolean): Buffer {
  const written = strings.map(utf16 ? inUtf16 : inUtf8)
  const offsets = written.map((_, index) => u32(join(...written.slice(0, index)).length))
  const texts = join(...written)
  const padding = Buffer.alloc((4 - (texts.length % 4)) % 4)
  const head = [u32(strings.length), u32(0), u32(utf16 ? 0 : 0x100), u32(28 + 4 * strings.length), u32(0)]
  return chunk(0x0001, join(...head), join(...offsets, texts, padding))
}

const inUtf16 = (text: string) => join(u16(text.length), Buffer.from(text, 'utf16le'), u16(0))
function inUtf8(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = (n: number) => Buffer.from(n < 0x80 ? [n] : [0x80 | (n >> 8), n & 0xff])
  return join(length(text.length), length(bytes.length), bytes, Buffer.alloc(1))
}

export type TestAgent = {
  package?: string
  versionCode?: number
  versionName?: string
  receiver?: string
  testOnly?: boolean
  provisioning?: boolean
}

const activity = (name: string, action: string): TestElement => ({
  name: 'activity',
  attributes: { name, permission: 'android.permission.BIND_DEVICE_ADMIN' },
  children: [{ name: 'intent-filter', children: [{ name: 'action', attributes: { name: action } }] }],
})

/** The manifest of an agent that can become owner of a device. */
export const agentManifest = ({
  package: name = 'com.example.agent',
  versionCode = 7,
  versionName = '1.7',
  receiver = '.AdminReceiver',
  testOnly = false,
  provisioning = true,
}: TestAgent = {}): TestElement => ({
  name: 'manifest',
  attributes: { versionCode, versionName, package: name },
  children: [
    { name: 'uses-sdk', attributes: { minSdkVersion: 26 } },
    {
      name: 'application',
      attributes: testOnly ? { testOnly } : {},
      children: [
        { name: 'receiver', attributes: { name: '.BootReceiver' } },
        {
          name: 'receiver',
          attributes: { name: receiver, permission: 'android.permission.BIND_DEVICE_ADMIN' },
          children: [{ name: 'meta-data', attributes: { name: 'android.app.device_admin' } }],
        },
        ...(provisioning
          ? [
              activity('.ModeActivity', 'android.app.action.GET_PROVISIONING_MODE'),
              activity('.ComplianceActivity', 'android.app.action.ADMIN_POLICY_COMPLIANCE'),
            ]
          : []),
      ],
    },
  ],
})

export type TestFile = { name: string; bytes: Buffer; deflated?: boolean }

export function buildZip(files: TestFile[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  for (const { name, bytes, deflated = false } of files) {
    const packed = deflated ? deflateRawSync(bytes) : bytes
    const sizes = [u32(crc32(bytes)), u32(packed.length), u32(bytes.length), u16(name.length)]
    const facts = [u16(20), u16(0), u16(deflated ? 8 : 0), u32(0), ...sizes]
    const at = join(...locals).length
    locals.push(join(u32(0x04034b50), ...facts, u16(0), Buffer.from(name), packed))
    const more = [u16(0), u16(0), u16(0), u16(0), u32(0), u32(at)]
    directory.push(join(u32(0x02014b50), u16(20), ...facts, ...more, Buffer.from(name)))
  }
  const [data, list] = [join(...locals), join(...directory)]
  const count = u16(files.length)
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(list.length), u32(data.length), u16(0)]
  return join(data, list, ...end)
}

export type TestSigner = { key: KeyObject; certificate: Buffer }

export function testSigner(name = 'agent', kind: 'ec' | 'rsa' = 'ec'): TestSigner {
  const { privateKey: key } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = selfSignedCertificate({
    subject: [{ type: 'CN', value: name }],
    key,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2049-01-01T00:00:00Z'),
    extensions: [],
  })
  return { key, certificate }
}

type Signing = { scheme?: 'v2' | 'v3' | 'v3.1'; signer: TestSigner; original?: TestSigner }
const schemeIds = { v2: 0x7109871a, v3: 0xf05368c0, 'v3.1': 0x1b93ad61 }

/** Puts a signing block with these signatures before the directory of an archive without comment. */
export async function signZip(zip: Buffer, signings: Signing[]): Promise<Buffer> {
  const endAt = zip.length - 22
  const directoryAt = zip.readUInt32LE(endAt + 16)
  const parts = { startAt: directoryAt, directoryAt, endAt }
  const digest = await digestOf(apkFromBytes(zip), parts, 'sha256')
  const pairs = signings.map((signing) => {
    const value = prefixed(prefixed(signerOf(signing, digest)))
    return join(u64(4 + value.length), u32(schemeIds[signing.scheme ?? 'v2']), value)
  })
  const padding = Buffer.alloc(64)
  const all = join(...pairs, u64(4 + padding.length), u32(0x42726577), padding)
  const size = u64(all.length + 24)
  const block = join(size, all, size, Buffer.from('APK Sig Block 42'))
  const end = Buffer.from(zip.subarray(endAt))
  end.writeUInt32LE(directoryAt + block.length, 16)
  return join(zip.subarray(0, directoryAt), block, zip.subarray(directoryAt, endAt), end)
}

function signerOf({ scheme = 'v2', signer, original }: Signing, digest: Buffer): Buffer {
  const algorithm = signer.key.asymmetricKeyType === 'rsa' ? 0x0103 : 0x0201
  const versions = scheme === 'v2' ? Buffer.alloc(0) : join(u32(28), u32(0x7fffffff))
  const lineage = original ? prefixed(u32(0x3ba06f8c), lineageOf([original, signer])) : Buffer.alloc(0)
  const signed = join(
    prefixed(prefixed(u32(algorithm), prefixed(digest))),
    prefixed(prefixed(signer.certificate)),
    versions,
    prefixed(lineage),
  )
  const signature = sign('sha256', signed, signer.key)
  const publicKey = createPublicKey(signer.key).export({ type: 'spki', format: 'der' })
  return join(
    prefixed(signed),
    versions,
    prefixed(prefixed(u32(algorithm), prefixed(signature))),
    prefixed(publicKey),
  )
}

/** Signatures of the older keys are left out: the readers here do not follow the line. */
const lineageOf = (signers: TestSigner[]) =>
  join(
    u32(1),
    ...signers.map(({ certificate }) =>
      prefixed(prefixed(prefixed(certificate), u32(0x0201)), u32(0), u32(0), prefixed()),
    ),
  )

/** A whole APK of an agent. `filler`: bytes of code, for files of some size. */
export async function buildApk(
  agent: TestAgent = {},
  { signer = testSigner(), filler = 1000 }: { signer?: TestSigner; filler?: number } = {},
): Promise<Buffer> {
  const zip = buildZip([
    { name: 'AndroidManifest.xml', bytes: buildAxml(agentManifest(agent)), deflated: true },
    { name: 'classes.dex', bytes: Buffer.alloc(filler, 'dex') },
  ])
  return signZip(zip, [{ signer }])
}

export const certificateChecksum = ({ certificate }: TestSigner): string =>
  createHash('sha256').update(certificate).digest('base64url')
