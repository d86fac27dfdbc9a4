import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildPlist, parsePlist, type PlistDict } from '../plist/plist.ts'
import {
  buildCommand,
  deviceConfigured,
  deviceInformation,
  readCommand,
  readDeviceInformation,
} from './command.ts'
import { MdmError } from './mdm-error.ts'
import { buildPoll, readPoll } from './poll.ts'

const testdata = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url))
const iphone = '00008110-001A2B3C4D5E801E'
const read = (dict: PlistDict) => readPoll(Buffer.from(buildPlist(dict)))

test('reads Idle', () => {
  expect(readPoll(testdata('Idle.1.plist'))).toMatchObject({ Status: 'Idle', UDID: iphone })
})

test('reads Acknowledged and the answer to DeviceInformation', () => {
  const poll = readPoll(testdata('Acknowledged.1.plist'))
  expect(poll).toMatchObject({ Status: 'Acknowledged', CommandUUID: '0001_DeviceInformation' })
  expect(readDeviceInformation(poll.content)).toEqual({
    UDID: iphone,
    SerialNumber: 'F2LXK1ZLJGH5',
    DeviceName: 'iPhone',
    OSVersion: '18.0',
    BuildVersion: '22A3351',
    ProductName: 'iPhone14,7',
    ModelName: 'iPhone',
    Model: 'MPUF3',
    IsSupervised: true,
    AwaitingConfiguration: true,
    WiFiMAC: '00:00:5e:00:53:01',
    IMEI: '35 123456 789012 3',
    DeviceCapacity: 128,
  })
})

test('reads Error with its chain', () => {
  expect(readPoll(testdata('Error.1.plist'))).toMatchObject({
    Status: 'Error',
    CommandUUID: '0002_DeviceConfigured',
    ErrorChain: [
      { ErrorCode: 12021, ErrorDomain: 'MCMDMErrorDomain' },
      { ErrorCode: -5, ErrorDomain: 'NSCocoaErrorDomain', USEnglishDescription: 'The reason behind it.' },
    ],
  })
})

test.each(['NotNow', 'CommandFormatError'])('reads %s', (status) => {
  expect(readPoll(testdata(`${status}.1.plist`))).toMatchObject({
    Status: status,
    CommandUUID: expect.any(String),
  })
})

test('a result of an unexpected shape does not hide the status', () => {
  const poll = read({
    Status: 'Error',
    UDID: 'D',
    CommandUUID: 'c',
    ErrorChain: 'broken',
    QueryResponses: [1],
  })
  expect(poll).toMatchObject({ Status: 'Error', CommandUUID: 'c', ErrorChain: undefined })
  expect(() => readDeviceInformation(poll.content)).toThrow(MdmError)
})

test.each<[PlistDict, string]>([
  [{ UDID: 'D' }, 'Status'],
  [{ Status: 'Sleeping', UDID: 'D' }, 'Status'],
  [{ Status: 'Idle' }, 'UDID'],
  [{ Status: 'Acknowledged', UDID: 'D' }, 'CommandUUID'],
])('refuses %j', (dict, member) => {
  expect(() => read(dict)).toThrow(`The poll lacks or garbles: ${member}`)
})

test('reads what a device wrote', () => {
  const poll = { Status: 'Acknowledged', UDID: 'D', CommandUUID: 'c' } as const
  const body = Buffer.from(buildPoll(poll, { QueryResponses: { SerialNumber: 'S' } }))
  expect(readPoll(body)).toMatchObject(poll)
  expect(readDeviceInformation(readPoll(body).content)).toEqual({ SerialNumber: 'S' })
})

test('commands come out as they went in', () => {
  for (const command of [deviceConfigured(), deviceInformation(['UDID', 'OSVersion'])]) {
    const body = Buffer.from(buildCommand('u-1', command))
    expect(readCommand(body)).toEqual({ CommandUUID: 'u-1', Command: command })
  }
  expect(parsePlist(buildCommand('u-1', deviceInformation(['UDID'])))).toEqual({
    CommandUUID: 'u-1',
    Command: { RequestType: 'DeviceInformation', Queries: ['UDID'] },
  })
})

test.each([
  {},
  { CommandUUID: 'c' },
  { CommandUUID: 'c', Command: {} },
  { CommandUUID: 'c', Command: 'DeviceLock' },
])('refuses the command %j', (dict) => {
  expect(() => readCommand(Buffer.from(buildPlist(dict)))).toThrow(MdmError)
})

test('throws nothing but MdmError, whatever the body', () => {
  const attempt = (bytes: Uint8Array) => {
    try {
      readPoll(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(MdmError)
    }
  }
  fc.assert(fc.property(fc.uint8Array(), attempt))
  const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.integer(), fc.boolean(), fc.uint8Array())
  const key = fc.constantFrom('Status', 'UDID', 'CommandUUID', 'ErrorChain', 'UserID')
  fc.assert(
    fc.property(
      fc.constantFrom('Idle', 'Error', 'NotNow', 'toString'),
      fc.dictionary(key, value),
      (Status, rest) => attempt(Buffer.from(buildPlist({ Status, ...rest }))),
    ),
  )
})
