import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildPlist, type PlistDict } from '../plist/plist.ts'
import { channelOf } from './channel.ts'
import { buildCheckIn, readCheckIn, type CheckIn } from './check-in.ts'
import { MdmError } from './mdm-error.ts'

const testdata = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url))
const topic = 'com.apple.mgmt.External.0d5c3a1e-6b7f-4a2d-9c8e-1f2a3b4c5d6e'
const read = (dict: PlistDict) => readCheckIn(Buffer.from(buildPlist(dict)))
const refusal = (read: () => unknown) => {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(MdmError)
    const { reason, message } = error as MdmError
    return { reason, message }
  }
  return 'accepted'
}

test('reads Authenticate of an iPhone', () => {
  expect(readCheckIn(testdata('Authenticate.1.plist'))).toEqual({
    MessageType: 'Authenticate',
    UDID: '00008110-001A2B3C4D5E801E',
    Topic: topic,
    BuildVersion: '22A3351',
    OSVersion: '18.0',
    ProductName: 'iPhone14,7',
    SerialNumber: 'F2LXK1ZLJGH5',
    IMEI: '35 123456 789012 3',
    MEID: '35123456789012',
  })
})

test('reads Authenticate of a Mac', () => {
  expect(readCheckIn(testdata('Authenticate.2.plist'))).toMatchObject({
    DeviceName: 'Ana’s MacBook Air',
    ModelName: 'MacBook Air',
    SerialNumber: 'C02ZK0YMLVDL',
  })
})

test('reads TokenUpdate of a device and of a user', () => {
  const device = readCheckIn(testdata('TokenUpdate.1.plist'))
  expect(device).toMatchObject({
    MessageType: 'TokenUpdate',
    Token: Buffer.from(Array.from({ length: 32 }, (_, i) => i)),
    PushMagic: '4C8E7C55-3B1A-4E6D-9F0A-2B3C4D5E6F70',
    UnlockToken: Buffer.from('unlock me'),
    AwaitingConfiguration: true,
  })
  expect(channelOf(device)).toEqual({ device: '00008110-001A2B3C4D5E801E', user: undefined })
  const user = readCheckIn(testdata('TokenUpdate.2.plist'))
  expect(channelOf(user)).toEqual({
    device: '5A6F1C2E-7B8D-4E9F-A0B1-C2D3E4F5A6B7',
    user: '11223344-5566-4788-99AA-BBCCDDEEFF00',
  })
})

test('reads CheckOut', () => {
  expect(readCheckIn(testdata('CheckOut.1.plist'))).toMatchObject({ MessageType: 'CheckOut', Topic: topic })
})

test.each<[string, PlistDict, object]>([
  [
    'a Shared iPad',
    { UDID: 'D', UserID: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', UserShortName: 'ana' },
    { device: 'D', user: 'ana' },
  ],
  ['an account-driven enrollment', { EnrollmentID: 'E' }, { device: 'E', user: undefined }],
  ['its user', { EnrollmentID: 'E', EnrollmentUserID: 'U' }, { device: 'E', user: 'U' }],
])('knows the channel of %s', (_, ids, expected) => {
  expect(channelOf(read({ MessageType: 'CheckOut', ...ids }))).toEqual(expected)
})

test.each<[string, PlistDict]>([
  ['UserAuthenticate', { UserID: 'U' }],
  ['SetBootstrapToken', { BootstrapToken: Buffer.from('b') }],
  ['SetBootstrapToken', {}],
  ['GetBootstrapToken', {}],
  ['DeclarativeManagement', { Endpoint: 'tokens' }],
  ['GetToken', { TokenServiceType: 'com.apple.maid' }],
])('knows %s', (MessageType, members) => {
  expect(read({ MessageType, UDID: 'D', ...members })).toMatchObject({ MessageType, UDID: 'D' })
})

test('refuses an unknown message by its name', () => {
  expect(refusal(() => read({ MessageType: 'Checkout', UDID: 'D' }))).toEqual({
    reason: 'unknown-message',
    message: 'There is no message "Checkout"',
  })
  expect(refusal(() => read({ MessageType: '\n"evil', UDID: 'D' }))).toMatchObject({
    message: 'There is no message "??evil"',
  })
})

test.each<[string, PlistDict, string]>([
  ['no type', { UDID: 'D' }, 'The message has no MessageType'],
  ['no sender', { MessageType: 'CheckOut' }, 'CheckOut lacks or garbles: UDID'],
  [
    'no token',
    { MessageType: 'TokenUpdate', UDID: 'D', Topic: 't' },
    'TokenUpdate lacks or garbles: Token, PushMagic',
  ],
  [
    'a token of text',
    { MessageType: 'TokenUpdate', UDID: 'D', Topic: 't', PushMagic: 'm', Token: 'secret' },
    'TokenUpdate lacks or garbles: Token',
  ],
])('refuses a message with %s', (_, dict, message) => {
  expect(refusal(() => read(dict))).toEqual({ reason: 'malformed', message })
})

test('refuses what is no dictionary', () => {
  expect(refusal(() => readCheckIn(Buffer.from(buildPlist(['CheckOut']))))).toMatchObject({
    reason: 'malformed',
  })
  expect(refusal(() => readCheckIn(Buffer.from('{"MessageType":"CheckOut"}')))).toMatchObject({
    reason: 'malformed',
  })
})

test('odd optional members do not cost the enrollment', () => {
  const dict = { MessageType: 'Authenticate', UDID: 'D', Topic: 't', IMEI: 35n, OSVersion: [], future: 1 }
  expect(read(dict)).toMatchObject({ MessageType: 'Authenticate', UDID: 'D' })
})

test('reads what it wrote', () => {
  const id = fc.string({ unit: 'grapheme-ascii', minLength: 1 })
  const optional = fc.option(fc.string({ unit: 'grapheme-ascii' }), { nil: undefined })
  const message: fc.Arbitrary<CheckIn> = fc.oneof(
    fc.record({
      MessageType: fc.constant('Authenticate'),
      UDID: id,
      Topic: id,
      SerialNumber: optional,
      OSVersion: optional,
    }),
    fc.record({
      MessageType: fc.constant('TokenUpdate'),
      UDID: id,
      Topic: id,
      PushMagic: id,
      Token: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      AwaitingConfiguration: fc.option(fc.boolean(), { nil: undefined }),
    }),
    fc.record({ MessageType: fc.constant('CheckOut'), UDID: id, Topic: optional }),
  )
  fc.assert(
    fc.property(message, (m) => {
      expect(readCheckIn(Buffer.from(buildCheckIn(m)))).toEqual(m)
    }),
  )
})

test('throws nothing but MdmError, whatever the body', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void refusal(() => readCheckIn(bytes))))
  const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.integer(), fc.boolean(), fc.uint8Array())
  const key = fc.constantFrom('UDID', 'Topic', 'Token', 'PushMagic', 'UserID', 'MessageType', 'Endpoint')
  const type = fc.constantFrom(
    'Authenticate',
    'TokenUpdate',
    'CheckOut',
    'DeclarativeManagement',
    'constructor',
  )
  fc.assert(
    fc.property(
      type,
      fc.dictionary(key, value),
      (MessageType, rest) => void refusal(() => read({ MessageType, ...rest })),
    ),
  )
})
