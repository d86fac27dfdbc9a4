import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectOnly } from '../../../../test/support/expect-only.ts'
import { mutationsOf } from '../../../../test/support/mutations.ts'
import { ApkError, readApk } from './apk.ts'
import { apkFromBytes } from './apk-source.ts'
import { readManifest } from './manifest.ts'
import { readSigningBlock } from './signing-block.ts'
import { agentManifest, buildApk, buildAxml, buildZip, signZip, testSigner } from './testing.ts'

const signer = testSigner()
const manifests = [
  buildAxml(agentManifest()),
  buildAxml(agentManifest(), { utf16: true }),
  buildAxml(agentManifest({ provisioning: false }), { obfuscated: true }),
]
const signZipOf = (manifest: Buffer) => {
  const zip = buildZip([{ name: 'AndroidManifest.xml', bytes: manifest }])
  return signZip(zip, [{ signer }, { scheme: 'v3', signer: testSigner('newer'), original: signer }])
}
/** Whole files: built here, and one of others. */
const apks = [
  await buildApk({}, { signer }),
  ...(await Promise.all(manifests.map(signZipOf))),
  readFileSync(new URL('testdata/appium-test.apk', import.meta.url)),
]
const mutated = (samples: Buffer[]) => fc.constantFrom(...samples).chain(mutationsOf)

test('no change to a file makes the reader throw anything but its own error, or take what was not signed', async () => {
  const facts = await Promise.all(apks.map(async (apk) => JSON.stringify(await readApk(apkFromBytes(apk)))))
  await fc.assert(
    fc.asyncProperty(mutated(apks), async (bytes) => {
      const apk = await readApk(apkFromBytes(bytes)).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ApkError)
      })
      if (apk) expect(facts).toContain(JSON.stringify(apk))
    }),
    { numRuns: 1_000 },
  )
})

test('no bytes make a manifest that throws anything but its own error', () => {
  fc.assert(
    fc.property(fc.oneof(mutated(manifests), fc.uint8Array({ maxLength: 300 })), (bytes) => {
      expectOnly(ApkError, () => readManifest(Buffer.from(bytes)))
    }),
    { numRuns: 3_000 },
  )
})

test('no change to a signing block makes the reader throw anything but its own error', async () => {
  const blocks = apks.slice(0, 4).map((apk) => {
    const directoryAt = apk.readUInt32LE(apk.length - 6)
    return apk.subarray(Math.max(0, directoryAt - 3000), directoryAt)
  })
  await fc.assert(
    fc.asyncProperty(mutated(blocks), async (bytes) => {
      await readSigningBlock(apkFromBytes(bytes), bytes.length).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ApkError)
      })
    }),
    { numRuns: 2_000 },
  )
})

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,30}$/)

test('what is written into a manifest is what is read from it', () => {
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 2, maxLength: 4 }),
      name,
      fc.nat(2 ** 31 - 1),
      fc.string({ minLength: 1, maxLength: 150 }),
      fc.boolean(),
      (parts, receiver, versionCode, versionName, utf16) => {
        const agent = { package: parts.join('.'), versionCode, versionName, receiver: `.${receiver}` }
        expect(readManifest(buildAxml(agentManifest(agent), { utf16 }))).toMatchObject({
          package: agent.package,
          versionCode,
          versionName,
          adminReceivers: [`${agent.package}.${receiver}`],
        })
      },
    ),
  )
})
