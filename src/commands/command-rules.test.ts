import { expect, test } from 'vitest'
import { Problem } from '../platform/problem.ts'
import { reminderSeconds, urgencyOf } from './command-rules.ts'
import { reasonOf } from './command-words.ts'
import { planCommands, type ActedOn } from './plan-command.ts'

const device = (some: Partial<ActedOn>): ActedOn => ({ identifier: 'one', platform: 'ios', ...some })
const pin = () => '123456'
const code = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error instanceof Problem ? error.code : String(error)
  }
  return 'done'
}

test('a device that says NotNow is pushed after 5 minutes, 15, an hour, and then every six', () => {
  expect([1, 2, 3, 4, 50].map(reminderSeconds)).toEqual([300, 900, 3600, 21_600, 21_600])
})

test('erasing goes before locking, that before all else, and the end of the setup after it', () => {
  const order = [
    'ProfileList',
    'DeviceConfigured',
    'InstallProfile',
    'DeviceLock',
    'EraseDevice',
    'constructor',
  ]
  expect(order.toSorted((a, b) => urgencyOf(a) - urgencyOf(b))).toEqual([
    'EraseDevice',
    'DeviceLock',
    'InstallProfile',
    'constructor',
    'DeviceConfigured',
    'ProfileList',
  ])
})

test('an error without words is told by its number, and one without reasons says so', () => {
  const chain = [
    { code: 4001, ErrorDomain: 'D' },
    { code: null, LocalizedDescription: 'Grund' },
  ]
  expect(reasonOf({ status: 'Error', chain })).toBe('D 4001 ← Grund')
  expect(reasonOf({ status: 'Error', chain: [] })).toBe('it gives no reason')
  expect(reasonOf({ status: 'CommandFormatError', chain: [] })).toBe('it does not understand the command')
})

test('a Mac that needs a PIN to be erased gets one; others get the one that is given, or none', () => {
  const erase = (some: Partial<ActedOn>, given?: string) =>
    planCommands({ act: 'erase', confirm: 'one', ...(given && { pin: given }) }, device(some), pin)
      .commands[0]
  expect(erase({ platform: 'macos' })).not.toHaveProperty('PIN')
  expect(erase({ platform: 'macos', pinRequiredForErase: true })).toMatchObject({ PIN: '123456' })
  expect(erase({ platform: 'macos' }, '000000')).toMatchObject({ PIN: '000000' })
  expect(erase({ platform: 'tvos' })).toEqual({ RequestType: 'EraseDevice' })
})

test('what a kind of device does not know is refused, not left out', () => {
  const plan = (order: Parameters<typeof planCommands>[0], some: Partial<ActedOn>) =>
    code(() => planCommands(order, device(some), pin))
  expect(plan({ act: 'lock' }, { platform: 'tvos' })).toBe('command.unfit')
  expect(plan({ act: 'restart' }, { supervised: false })).toBe('command.unfit')
  expect(plan({ act: 'restart' }, {})).toBe('done')
  expect(plan({ act: 'restart' }, { platform: 'tvos', supervised: false })).toBe('done')
  expect(plan({ act: 'clear-passcode' }, {})).toBe('command.unfit')
  expect(plan({ act: 'clear-passcode' }, { unlockToken: Buffer.alloc(4) })).toBe('done')
  expect(plan({ act: 'erase', confirm: 'two' }, {})).toBe('device-erase.unconfirmed')
  expect(plan({ act: 'erase', confirm: 'one', preserveDataPlan: true }, { platform: 'tvos' })).toBe(
    'command.unfit',
  )
})
