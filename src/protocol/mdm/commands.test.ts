import { pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildPlist, parsePlist, type PlistDict, type PlistValue } from '../plist/plist.ts'
import { accountConfiguration, macPasswordHash } from './account-configuration.ts'
import {
  chunkDigests,
  installApplication,
  installEnterpriseApplication,
  packageManifest,
  readApplicationAnswer,
} from './application-commands.ts'
import {
  buildCommand,
  deviceInformation,
  readCommand,
  readDeviceInformation,
  type Command,
} from './command.ts'
import {
  clearPasscode,
  deviceLock,
  eraseDevice,
  isPin,
  readLockAnswer,
  restartDevice,
} from './device-acts.ts'
import { MdmError } from './mdm-error.ts'
import { installProfile, profileList, readProfileList, removeProfile } from './profile-commands.ts'
import { readSecurityInfo, securityInfo } from './security-info.ts'
import { readSettingsAnswer } from './settings-commands.ts'

const bytes = (...values: number[]) => Buffer.from(values)
const manifest = packageManifest({
  url: 'https://mdm.example/agent.pkg',
  ...chunkDigests(Buffer.alloc(10, 1), 4),
  bundleIdentifier: 'example.agent',
  version: '1.2',
  title: 'Agent',
})

/** Each with the file that holds what a device gets. */
const golden: [string, Command][] = [
  ['DeviceInformation', deviceInformation(['UDID', 'OSVersion'])],
  ['SecurityInfo', securityInfo()],
  ['ProfileList', profileList({ managedOnly: true })],
  ['InstallProfile', installProfile(bytes(1, 2, 3))],
  ['RemoveProfile', removeProfile('example.profile')],
  [
    'InstallApplication',
    installApplication({ app: { iTunesStoreId: 361285480 }, purchaseMethod: 1, flags: 1 }),
  ],
  [
    'InstallApplication.manifest',
    installApplication({
      app: { manifestUrl: 'https://mdm.example/manifest.plist' },
      flags: 5,
      configuration: { server: 'https://mdm.example' },
      takeOver: true,
    }),
  ],
  ['InstallEnterpriseApplication', installEnterpriseApplication({ package: { manifest } })],
  [
    'InstallEnterpriseApplication.url',
    installEnterpriseApplication({
      package: { manifestUrl: 'https://mdm.example/m.plist', pinnedCertificates: [bytes(48, 0)] },
      installAsManaged: true,
      flags: 1,
    }),
  ],
  [
    'AccountConfiguration',
    accountConfiguration({
      skipPrimaryAccount: true,
      primary: { fullName: 'Ana', userName: 'ana', locked: true },
      admin: { shortName: 'admin', fullName: 'Admin', passwordHash: bytes(9), hidden: true },
    }),
  ],
  ['DeviceLock.mac', deviceLock({ on: 'mac', pin: '012345', message: 'Lost' })],
  ['DeviceLock', deviceLock({ on: 'mobile', message: 'Lost', phoneNumber: '+49 1' })],
  ['EraseDevice.mac', eraseDevice({ on: 'mac', pin: '012345', obliteration: 'DoNotObliterate' })],
  [
    'EraseDevice',
    eraseDevice({
      on: 'mobile',
      preserveDataPlan: true,
      disallowProximitySetup: false,
      returnToService: { wifiProfile: bytes(1), mdmProfile: bytes(2) },
    }),
  ],
  ['EraseDevice.tv', eraseDevice({ on: 'tv', returnToService: {} })],
  ['RestartDevice.mac', restartDevice({ on: 'mac', notifyUser: true, kextPaths: ['/Library/x.kext'] })],
  ['RestartDevice', restartDevice({ on: 'mobile' })],
  ['ClearPasscode', clearPasscode(bytes(7, 7))],
]

const file = (name: string) => new URL(`testdata/commands/${name}.plist`, import.meta.url)

test.each(golden)('%s is what the reference says', (name, command) => {
  const built = buildCommand('0001', command)
  expect(built).toBe(readFileSync(file(name), 'utf8'))
  expect(readCommand(Buffer.from(built))).toEqual({ CommandUUID: '0001', Command: command })
})

test('a PIN has six digits, and nothing else is sent as one', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const good = text.length === 6 && Array.from(text).every((c) => c >= '0' && c <= '9')
      expect(isPin(text)).toBe(good)
      if (good) return
      expect(() => deviceLock({ on: 'mac', pin: text })).toThrow(RangeError)
      expect(() => eraseDevice({ on: 'mac', pin: text })).toThrow(RangeError)
    }),
  )
})

test('a Mac without a first account that may administer it needs another one', () => {
  expect(() => accountConfiguration({ skipPrimaryAccount: true })).toThrow(RangeError)
  expect(() => accountConfiguration({ primaryIsRegularUser: true })).toThrow(RangeError)
  expect(accountConfiguration({})).toEqual({ RequestType: 'AccountConfiguration' })
})

test('the hash of a password is the one that Macs keep', async () => {
  const salt = Buffer.alloc(32, 5)
  const hash = parsePlist(await macPasswordHash('secret', salt)) as Record<string, PlistDict>
  const kept = hash['SALTED-SHA512-PBKDF2']!
  expect(kept).toMatchObject({ salt, iterations: 35_000 })
  expect(kept['entropy']).toEqual(pbkdf2Sync('secret', salt, 35_000, 128, 'sha512'))
  await expect(macPasswordHash('secret', Buffer.alloc(16))).rejects.toThrow(RangeError)
})

test('every byte of a package is in exactly one piece', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (content, size) => {
      const { sha256s } = chunkDigests(content, size)
      expect(sha256s).toHaveLength(Math.ceil(content.length / size))
    }),
  )
})

test('reads what a Mac says of its security, and leaves out what is garbled', () => {
  const answer = {
    SecurityInfo: {
      FDE_Enabled: true,
      PasscodePresent: 'perhaps',
      FirewallSettings: { FirewallEnabled: false, StealthMode: 3 },
      SecureBoot: 'full',
      ManagementStatus: { EnrolledViaDEP: true },
    },
  }
  expect(readSecurityInfo(answer)).toEqual({
    FDE_Enabled: true,
    FirewallSettings: { FirewallEnabled: false },
    ManagementStatus: { EnrolledViaDEP: true },
  })
  expect(() => readSecurityInfo({})).toThrow(MdmError)
})

test('reads the profiles of a list, and passes over what is none', () => {
  const good = { PayloadIdentifier: 'a', IsManaged: true, PayloadContent: [{ PayloadType: 'x' }, { no: 1 }] }
  const read = readProfileList({
    ProfileList: [good, { PayloadUUID: 'without a name' }, { PayloadIdentifier: 5 }],
  })
  expect(read).toMatchObject([
    {
      PayloadIdentifier: 'a',
      IsManaged: true,
      PayloadContent: [{ PayloadType: 'x' }],
      SignerCertificates: [],
    },
  ])
  expect(() => readProfileList({ ProfileList: 'none' })).toThrow(MdmError)
})

test('readers throw nothing but MdmError, whatever is in an answer', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'grapheme-ascii' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.uint8Array().map((b) => Buffer.from(b)),
  )
  const names = fc.constantFrom(
    'QueryResponses',
    'SecurityInfo',
    'ProfileList',
    'PayloadIdentifier',
    'PayloadContent',
    'BatteryLevel',
    'FirewallSettings',
    'ManagementStatus',
    '__proto__',
  )
  const { value } = fc.letrec<{ value: PlistValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(names, tie('value'), { maxKeys: 5 }),
    ),
  }))
  const readers = [
    readDeviceInformation,
    readSecurityInfo,
    readProfileList,
    readApplicationAnswer,
    readLockAnswer,
    readSettingsAnswer,
  ]
  fc.assert(
    fc.property(fc.dictionary(names, value), (dict) => {
      const parsed = parsePlist(buildPlist(dict)) as PlistDict
      for (const read of readers)
        try {
          read(parsed)
        } catch (error) {
          expect(error).toBeInstanceOf(MdmError)
        }
    }),
  )
})
