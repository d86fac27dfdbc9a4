import { generateKeyPairSync } from 'node:crypto'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { deviceConfigured, deviceInformation } from '../../protocol/mdm/command.ts'
import type { AppleSimulator } from '../apple/apple-simulator.ts'
import { startAppleSimulator } from '../apple/apple-simulator.ts'
import { aClient } from '../apple/testing.ts'
import type { AppleDeviceOptions } from './apple-device.ts'
import { createAppleDevice } from './apple-device.ts'
import { createDeviceAuthority, issueDeviceIdentity } from './device-authority.ts'
import type { SmallMdmServer } from './testing.ts'
import { startSmallMdmServer } from './testing.ts'

const deviceAuthority = createDeviceAuthority()

let apple: AppleSimulator
let mdm: SmallMdmServer

beforeEach(async () => {
  apple = await startAppleSimulator({ devices: ['PHONE', { serial: 'MAC', model: 'Mac' }, 'NOPROFILE'] })
  mdm = await startSmallMdmServer(deviceAuthority)
  const client = await aClient(apple)
  const profile = { profile_name: 'School', url: `${mdm.url}/enroll`, is_supervised: true }
  await client.defineProfile({ ...profile, await_device_configured: true }, ['PHONE'])
  await client.defineProfile(profile, ['MAC'])
})
afterEach(() => Promise.all([apple.close(), mdm.close()]))

const aDevice = (options: Partial<AppleDeviceOptions> = {}) =>
  createAppleDevice({
    serial: 'PHONE',
    model: 'iPhone',
    appleUrl: apple.url,
    deviceAuthority,
    patience: { polls: 3, pauseMs: 1 },
    ...options,
  })

test('a phone walks in, answers what it is asked and goes on when it is told to', async () => {
  mdm.commands.push(deviceInformation(['SerialNumber', 'IMEI', 'Nonsense']), deviceConfigured())
  const phone = aDevice()

  const result = await phone.enroll()

  expect(result).toMatchObject({
    outcome: 'enrolled',
    configured: true,
    serial: 'PHONE',
    udid: phone.hardware.udid,
  })
  expect(result.steps.map(({ name }) => name)).toEqual([
    'switched-on',
    'activation',
    'profile',
    'scep-ca',
    'certificate',
    'authenticate',
    'token-update',
    'command',
    'command',
  ])
  const { udid, imei } = phone.hardware
  expect(mdm.heard.machineInfo).toMatchObject([
    { serial: 'PHONE', udid, product: 'iPhone16,2', imei: imei[0] },
  ])
  expect(mdm.heard.checkIns).toMatchObject([
    { MessageType: 'Authenticate', UDID: udid, SerialNumber: 'PHONE', ProductName: 'iPhone16,2' },
    { MessageType: 'TokenUpdate', UDID: udid, AwaitingConfiguration: true },
  ])
  expect(mdm.heard.polls.map(({ Status }) => Status)).toEqual(['Idle', 'Acknowledged', 'Acknowledged'])
  expect(mdm.heard.polls[1]?.content['QueryResponses']).toEqual({ SerialNumber: 'PHONE', IMEI: imei[0] })
  expect(new Set(mdm.heard.signers.map(({ subject }) => subject))).toEqual(
    new Set([`CN=${udid}\nserialNumber=PHONE`]),
  )
})

test('a phone that is never told to go on is enrolled, but waits', async () => {
  const result = await aDevice().enroll()
  expect(result).toMatchObject({ outcome: 'enrolled', configured: false })
  expect(result.steps.at(-1)?.name).toBe('waiting')
})

test('a Mac says other things about itself and does not wait', async () => {
  const mac = aDevice({ serial: 'MAC', model: 'Mac' })
  expect(await mac.enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
  expect(mdm.heard.checkIns[0]).toMatchObject({ Model: 'Mac16,10', ModelName: 'Mac mini (2024)' })
  expect(mdm.heard.checkIns[1]).not.toHaveProperty('UnlockToken', expect.anything())
})

test('an enrolled device polls, refuses what it does not know, and checks out', async () => {
  const mac = aDevice({ serial: 'MAC', model: 'Mac' })
  await mac.enroll()
  mdm.commands.push({ RequestType: 'MakeCoffee' }, { RequestType: 'DeviceInformation' })

  const done = await mac.poll()
  expect(done).toMatchObject([
    { requestType: 'MakeCoffee', status: 'Error' },
    { requestType: 'DeviceInformation', status: 'CommandFormatError' },
  ])

  await mac.checkOut()
  expect(mdm.heard.checkIns.at(-1)).toMatchObject({ MessageType: 'CheckOut' })
  await expect(mac.poll()).rejects.toThrow('MAC is not enrolled')
})

test('each setting has its result: a supervised phone takes a name, one that is not says so', async () => {
  const named = { RequestType: 'Settings', Settings: [{ Item: 'DeviceName', DeviceName: 'Front desk' }] }
  mdm.commands.push(named, deviceInformation(['DeviceName']), { RequestType: 'Settings' })
  const phone = aDevice()
  await phone.enroll()
  phone.state().supervised = false
  mdm.commands.push(named)
  await phone.poll()
  const answers = mdm.heard.polls.map((poll) => ('content' in poll ? poll.content : {}))
  expect(answers).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ Settings: [{ Status: 'Acknowledged' }] }),
      expect.objectContaining({ QueryResponses: { DeviceName: 'Front desk' } }),
      expect.objectContaining({ Status: 'CommandFormatError' }),
      expect.objectContaining({ Settings: [expect.objectContaining({ Status: 'Error' })] }),
    ]),
  )
})

test('a refusal is passed on in the words of the server', async () => {
  mdm.refusals.set('/enroll', { status: 403, body: JSON.stringify({ message: 'Ask the help desk' }) })
  expect(await aDevice().enroll()).toMatchObject({
    outcome: 'refused',
    reason: 'Enrollment: HTTP 403 (Ask the help desk)',
  })
})

test('a server that is broken or gone is a failure, not a refusal', async () => {
  mdm.refusals.set('/checkin', { status: 500, body: '' })
  expect(await aDevice().enroll()).toMatchObject({ outcome: 'failed', reason: 'Authenticate: HTTP 500' })
  await mdm.close()
  expect(await aDevice().enroll()).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('reached'),
  })
})

test('without a profile at Apple there is nothing to enroll in', async () => {
  expect(await aDevice({ serial: 'NOPROFILE' }).enroll()).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('No profile is assigned to NOPROFILE'),
  })
})

test('a 401 ends the management of a device', async () => {
  const mac = aDevice({ serial: 'MAC', model: 'Mac' })
  await mac.enroll()
  mdm.refusals.set('/mdm', { status: 401, body: '' })
  await expect(mac.poll()).rejects.toMatchObject({ status: 401 })
  expect(mac.identity()).toBeUndefined()
})

test('MachineInfo of another authority, or changed on its way, is refused', async () => {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const builtInIdentity = issueDeviceIdentity(createDeviceAuthority(), key)
  const alterMachineInfo = (signed: Buffer) =>
    Buffer.from(signed.toString('latin1').replace('PHONE', 'OTHER'), 'latin1')

  for (const knobs of [{ builtInIdentity }, { alterMachineInfo }]) {
    expect(await aDevice({ knobs }).enroll()).toMatchObject({ outcome: 'refused' })
  }
  expect(mdm.heard.machineInfo).toEqual([])
})

test('MachineInfo is read in every form in which devices sign it', async () => {
  const forms = [{ indefinite: true }, { digest: 'sha1' as const }, { signedAttributes: false }]
  for (const machineInfoCms of forms) {
    expect(await aDevice({ knobs: { machineInfoCms } }).enroll()).toMatchObject({ outcome: 'enrolled' })
  }
})

test('SCEP is done as the device is told, or as the server can', async () => {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await aDevice({ knobs: { scep: { method: 'GET', cipher: 'des', digest: 'sha1' } } }).enroll()
  await aDevice({ knobs: { scep: { key } } }).enroll()
  mdm.capabilities = 'SHA-1\nDES3'
  await aDevice().enroll()

  expect(mdm.heard.scep).toMatchObject([
    { method: 'GET', request: { cipher: 'des', digest: 'sha1' } },
    { method: 'POST', request: { cipher: 'aes128', digest: 'sha256' } },
    { method: 'GET', request: { cipher: 'des3', digest: 'sha1' } },
  ])
  expect(mdm.heard.scep[1]?.request.csr.publicKey.asymmetricKeyType).toBe('ec')
})

test('a wrong challenge gets no certificate', async () => {
  expect(await aDevice({ knobs: { scep: { challenge: 'guess' } } }).enroll()).toMatchObject({
    outcome: 'refused',
    reason: 'SCEP: no certificate, failure (badRequest)',
  })
})

test('a stolen certificate signs what its thief says', async () => {
  const mac = aDevice({ serial: 'MAC', model: 'Mac' })
  await mac.enroll()
  const mdmIdentity = mac.identity()
  const thief = aDevice({ knobs: mdmIdentity ? { mdmIdentity } : {} })
  await thief.enroll()
  expect(mdm.heard.signers.at(-1)?.subject).toContain('serialNumber=MAC')
  expect(mdm.heard.checkIns.at(-1)).toMatchObject({ UDID: thief.hardware.udid })
})
