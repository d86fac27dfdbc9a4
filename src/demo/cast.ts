import type { DeviceSpec } from '../simulator/apple/device-spec.ts'
import type { WebAnswers } from '../simulator/device/web-view.ts'

export type Model = 'iPhone' | 'iPad' | 'Mac'

/** Who arrives in the demo, and how it must end. `why` is what the server must give as the reason. */
export type Arrival = {
  serial: string
  model: Model
  name: string
  expected: 'enrolled' | 'refused'
  reason: string
  /** What the person at the device types on the pages of the web view. */
  person?: WebAnswers
}

/** Signs in at a tablet that is for whoever does. */
export const eva = { userName: 'eva', name: 'Eva Lindqvist', password: 'a password of eva' }
export const evasTablet = 'DMQX8006TAB6'

export const arrivals: Arrival[] = [
  { serial: 'DMQX7001PHN1', model: 'iPhone', name: 'phone-ana', expected: 'enrolled', reason: 'admitted' },
  { serial: 'DMQX7002MAC1', model: 'Mac', name: 'mac-ben', expected: 'enrolled', reason: 'admitted' },
  { serial: 'DMQX8001TAB1', model: 'iPad', name: 'tab-01', expected: 'enrolled', reason: 'admitted' },
  { serial: 'DMQX8002TAB2', model: 'iPad', name: 'tab-02', expected: 'enrolled', reason: 'admitted' },
  {
    serial: 'DMQX7003PHN2',
    model: 'iPhone',
    name: 'phone-cleo',
    expected: 'refused',
    reason: 'restriction-failed',
  },
  { serial: 'DMQX8003TAB3', model: 'iPad', name: 'tab-03', expected: 'refused', reason: 'withdrawn' },
  {
    serial: 'DMQX7004PHN3',
    model: 'iPhone',
    name: 'phone-dan (key and code)',
    expected: 'enrolled',
    reason: 'admitted',
    person: { code: { key: 'phone-dan', code: '5519' } },
  },
  {
    serial: evasTablet,
    model: 'iPad',
    name: 'tab-06 (sign-in)',
    expected: 'enrolled',
    reason: 'admitted',
    person: { login: eva },
  },
  {
    serial: 'DMQX9001UNK1',
    model: 'iPhone',
    name: '(on no list)',
    expected: 'refused',
    reason: 'unknown-device', // before phone-dan came, it would have been asked for a key and code
  },
]

/** Arrives with the identity of phone-ana: a clone. */
export const clone: Arrival = {
  serial: 'DMQX8005TAB5',
  model: 'iPad',
  name: 'tab-05 (clone)',
  expected: 'refused',
  reason: 'another device’s certificate',
}

/** Apple answers FAILED when the profile is assigned to it. */
export const unlucky: DeviceSpec = { serial: 'DMQX9002BAD1', model: 'iPhone' }

export const appleDevices: DeviceSpec[] = [
  ...[...arrivals, clone].map(({ serial, model }) => ({ serial, model })),
  unlucky,
]
