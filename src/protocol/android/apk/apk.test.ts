import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readApk } from './apk.ts'
import { apkFromBytes } from './apk-source.ts'
import {
  agentManifest,
  buildApk,
  buildAxml,
  buildZip,
  certificateChecksum,
  signZip,
  testSigner,
  type TestElement,
  type TestFile,
} from './testing.ts'

const read = (bytes: Uint8Array) => readApk(apkFromBytes(bytes))
const manifestFile = (root: TestElement = agentManifest(), options = {}): TestFile => ({
  name: 'AndroidManifest.xml',
  bytes: buildAxml(root, options),
})
const signer = testSigner('agent')
const signed = (...files: TestFile[]) => signZip(buildZip(files), [{ signer }])
const refusal = (reason: string, words: string) =>
  expect.objectContaining({ name: 'ApkError', reason, message: expect.stringContaining(words) })

test('an app of others is read as another reader reads it', async () => {
  const bytes = readFileSync(new URL('testdata/appium-test.apk', import.meta.url))
  expect(await read(bytes)).toEqual({
    package: 'io.appium.uiautomator2.server.test',
    versionCode: 0,
    versionName: null,
    minSdk: 26,
    testOnly: false,
    adminReceivers: [],
    answersProvisioning: false,
    signers: [
      {
        checksum: 'pA2oClnRcMqpUM8VwYxFTUejmyaYnYtkDs10W6cb9dw',
        subject: expect.stringContaining('CN=Android'),
        notAfter: new Date('2035-07-17T01:33:46Z'),
      },
    ],
  })
})

test('an agent is read: what it is, its receiver, and the checksum of its certificate', async () => {
  expect(await read(await buildApk({}, { signer }))).toEqual({
    package: 'com.example.agent',
    versionCode: 7,
    versionName: '1.7',
    minSdk: 26,
    testOnly: false,
    adminReceivers: ['com.example.agent.AdminReceiver'],
    answersProvisioning: true,
    signers: [
      {
        checksum: certificateChecksum(signer),
        subject: 'CN=agent',
        notAfter: new Date('2049-01-01T00:00:00Z'),
      },
    ],
  })
})

describe('the manifest', () => {
  test.each([{ utf16: true }, { obfuscated: true }, { utf16: true, obfuscated: true }])(
    'is read the same when it is written otherwise: %o',
    async (options) => {
      const plain = await read(await signed(manifestFile()))
      expect(await read(await signed(manifestFile(agentManifest(), options)))).toEqual(plain)
    },
  )

  const receiver = (name: string, attributes = {}, children: TestElement[] = []): TestElement => ({
    name: 'receiver',
    attributes: { name, ...attributes },
    children,
  })
  const permission = { permission: 'android.permission.BIND_DEVICE_ADMIN' }
  const meta: TestElement = { name: 'meta-data', attributes: { name: 'android.app.device_admin' } }

  test('proposes receivers that are surely admins first, by their full names', async () => {
    const root: TestElement = {
      name: 'manifest',
      attributes: { package: 'org.example.a', versionCode: 1 },
      children: [
        {
          name: 'application',
          children: [
            receiver('.Boot'),
            receiver('OnlyPermission', permission),
            receiver('.OnlyMeta', {}, [meta]),
            receiver('org.example.b.Both', permission, [meta]),
            { ...receiver('.Service', permission, [meta]), name: 'service' },
          ],
        },
      ],
    }
    expect((await read(await signed(manifestFile(root)))).adminReceivers).toEqual([
      'org.example.b.Both',
      'org.example.a.OnlyPermission',
      'org.example.a.OnlyMeta',
    ])
  })

  test('says what only developers’ tools install, what Android 12 would miss, and large version codes', async () => {
    const root = agentManifest({ testOnly: true, provisioning: false })
    root.attributes = { ...root.attributes, versionCodeMajor: 1, versionCode: 5 }
    expect(await read(await signed(manifestFile(root)))).toMatchObject({
      testOnly: true,
      answersProvisioning: false,
      versionCode: 2 ** 32 + 5,
    })
  })

  test.each([
    [{ package: 'agent' }, 'malformed', 'names no package'],
    [{}, 'malformed', 'names no package'],
    [{ package: 'org.example', split: 'config.de' }, 'unsupported', 'split app'],
  ])('%o is refused', async (attributes, reason, words) => {
    const apk = await signed(manifestFile({ name: 'manifest', attributes }))
    await expect(read(apk)).rejects.toThrow(refusal(reason, words))
  })
})

describe('signatures', () => {
  const zip = buildZip([manifestFile()])

  test('of a key that took the place of another count as the first one', async () => {
    const newer = testSigner('newer', 'rsa')
    const apk = await signZip(zip, [
      { signer },
      { scheme: 'v3', signer: newer, original: signer },
      { scheme: 'v3.1', signer: newer, original: signer },
    ])
    expect((await read(apk)).signers.map(({ checksum }) => checksum)).toEqual([certificateChecksum(signer)])
  })

  test('of schemes that do not agree are refused: the version of Android would decide', async () => {
    const apk = await signZip(zip, [{ signer }, { scheme: 'v3', signer: testSigner('other') }])
    await expect(read(apk)).rejects.toThrow(refusal('signature', 'different certificates'))
  })

  test('that are missing or of the old kind are refused in words', async () => {
    await expect(read(zip)).rejects.toThrow(refusal('unsigned', 'not signed'))
    const old = buildZip([manifestFile(), { name: 'META-INF/CERT.RSA', bytes: Buffer.from('x') }])
    await expect(read(old)).rejects.toThrow(refusal('unsigned', 'v1 only'))
  })

  test('of a file that was changed afterwards are wrong, wherever it was changed', async () => {
    const apk = await buildApk({}, { signer, filler: 3 * 1024 * 1024 })
    const at = apk.indexOf('classes.dex') + 2 * 1024 * 1024
    apk[at] = apk[at]! ^ 1
    await expect(read(apk)).rejects.toThrow(refusal('signature', 'damaged, or was changed'))
  })

  test('of a key that is not that of the certificate are refused', async () => {
    const { key } = testSigner('thief')
    const apk = await signZip(zip, [{ signer: { key, certificate: signer.certificate } }])
    await expect(read(apk)).rejects.toThrow(refusal('signature', 'another key'))
  })
})

const half = (await buildApk()).subarray(0, 900)

describe('the archive', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('this is not an archive at all, and has no end record')],
    ['half of an APK', half],
  ])('%s is refused', async (_, bytes) => {
    await expect(read(bytes)).rejects.toThrow(refusal('malformed', 'no complete ZIP archive'))
  })

  test('without a manifest, or with two, is refused', async () => {
    await expect(read(await signed({ name: 'a.txt', bytes: Buffer.alloc(1) }))).rejects.toThrow(
      refusal('malformed', 'has no AndroidManifest.xml'),
    )
    await expect(read(await signed(manifestFile(), manifestFile()))).rejects.toThrow(
      refusal('malformed', 'more than once'),
    )
  })

  test('with a manifest that would unpack to too much is refused unread', async () => {
    const bomb = { name: 'AndroidManifest.xml', bytes: Buffer.alloc(5 * 1024 * 1024), deflated: true }
    await expect(read(await signed(bomb))).rejects.toThrow(refusal('unsupported', 'too large'))
  })
})
