import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkInMessage, checkInText } from './check-in-message.ts'
import { MailLanguage } from '../contract/mail.ts'
import type { MailDevice } from './mail-device.ts'

const device: MailDevice = {
  id: '0190a000-0000-7000-8000-000000000001',
  identifier: 'IPAD-01',
  displayName: 'Library 1',
  platform: 'ios',
  status: 'enrolling',
  depMethod: 'Keycode',
  authentication: 'keycode',
  expiresAt: '2026-12-01T17:40:00.000Z',
  userName: 'ana',
  code: '48151623',
  registrationEmail: 'ana@school.example',
  mobile: null,
}
const school = { organizationName: 'North School', unitId: '' }

test('a key code mail tells key, code and until when', () => {
  const { subject, text } = checkInMessage({ device }, school)
  expect(subject).toBe('North School: set up IPAD-01')
  expect(text).toBe(`North School has prepared a device for you.

Device: IPAD-01 (Library 1)
Key: IPAD-01
Code: 48151623
Until: Tuesday, December 1, 2026 at 5:40 PM UTC

1. Switch the device on and follow its steps.
2. When it asks, type the key and the code.

If you did not expect this, you can ignore it: nothing happens without the device.
`)
})

test('the key has the unit behind it where the installation has one', () => {
  expect(checkInMessage({ device }, { ...school, unitId: 'north' }).text).toContain('Key: IPAD-01@north\n')
})

test('a device outside of DEP is checked in with key and code, whatever it proves otherwise', () => {
  const { text } = checkInMessage({ device: { ...device, depMethod: null, authentication: 'none' } }, school)
  expect(text).toContain('Code: 48151623')
})

test('with the method Serial there is nothing to type and no code to read', () => {
  const { text, html } = checkInMessage(
    { device: { ...device, depMethod: 'Serial', authentication: 'none' } },
    school,
  )
  expect(text).toContain('there is nothing to type')
  expect(text + html).not.toContain('48151623')
})

test('with a login the person is told the user name and no code', () => {
  const { text, html } = checkInMessage(
    { device: { ...device, depMethod: null, authentication: 'login' } },
    school,
  )
  expect(text).toContain('User name: ana')
  expect(text).toContain('sign in with your user name and password')
  expect(text + html).not.toContain('48151623')
})

test('a text message says the same in a few characters', () => {
  const text = checkInText({ device: { ...device, displayName: null } }, school)
  expect(text).toContain('North School: Device IPAD-01, Key IPAD-01, Code 48151623')
  expect(text).not.toContain('\n')
})

test('nothing that somebody wrote into a list makes a line, a header or an element of its own', () => {
  const hostile = fc.array(
    fc.constantFrom('\r', '\n', '\u2028', '<b>', '"', "'", '&', 'Bcc: x@y.example', 'a', '@'),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  const plain = checkInMessage({ device }, school)
  const linesOf = (text: string) => text.split('\n').length
  fc.assert(
    fc.property(hostile, hostile, hostile, (name, organization, code) => {
      const { subject, text, html } = checkInMessage(
        { device: { ...device, displayName: name.join(''), code: code.join('') } },
        { organizationName: organization.join(''), unitId: name.join('') },
      )
      // oxlint-disable-next-line no-control-regex -- exactly these
      expect(subject).not.toMatch(/[\u0000-\u001f\u2028\u2029]/)
      expect(linesOf(text)).toBe(linesOf(plain.text))
      expect(html).not.toContain('<b>')
      expect(linesOf(html)).toBe(linesOf(plain.html))
    }),
  )
})

const link = {
  requestId: '0190a000-0000-7000-8000-000000000002',
  url: 'https://muster.example/e/TOKEN',
  expiresAt: '2026-12-01T17:40:00.000Z',
  userName: 'ana',
}

test('a mail with a link says where to open it, and what to type there', () => {
  const outside = { ...device, depMethod: null }
  const { text, html } = checkInMessage({ device: outside, link }, school)
  expect(text).toContain('Link: https://muster.example/e/TOKEN\n')
  expect(text).toContain('1. Open the link on the device.\n2. Type the code.\n')
  expect(text).toContain('Code: 48151623')
  expect(html).toContain('<a href="https://muster.example/e/TOKEN"')
  const login = checkInMessage({ device: { ...outside, authentication: 'login' }, link }, school)
  expect(login.text).toContain('2. Sign in with your user name and password.')
  expect(login.text + login.html).not.toContain('48151623')
})

test('somebody without a device is invited to set up their own', () => {
  const { subject, text } = checkInMessage({ device: null, link }, school)
  expect(subject).toBe('North School: set up your device')
  expect(text).toContain('User name: ana\n')
  expect(text).not.toContain('Device:')
})

test('every language says everything, and none what another says', () => {
  const languages = MailLanguage.options
  const texts = languages.map((language) => checkInMessage({ device, link }, { ...school, language }).text)
  expect(new Set(texts).size).toBe(languages.length)
  for (const text of texts) {
    expect(text).toContain('IPAD-01')
    expect(text).toContain('48151623')
    expect(text).toContain(link.url)
    expect(text).not.toMatch(/[{}]/)
  }
  for (const language of languages)
    expect(checkInText({ device, link }, { ...school, language })).toContain(link.url)
})

test('what a name says in braces stays as it is', () => {
  const odd = { organizationName: '{device} School', unitId: '' }
  expect(checkInMessage({ device }, odd).subject).toBe('{device} School: set up IPAD-01')
})

test('an Android device scans the code behind its link, and asks what its record says', () => {
  const url = 'https://muster.example/e/x'
  const link = { requestId: device.id, url, expiresAt: '2026-12-01T17:40:00.000Z', userName: 'ana' }
  const android = { ...device, platform: 'android' as const, depMethod: null }
  const steps = (authentication: 'none' | 'login' | 'keycode') =>
    checkInMessage({ device: { ...android, authentication }, link }, school).text
  for (const way of ['none', 'login', 'keycode'] as const)
    expect(steps(way)).toContain('1. Open the link on a computer or on another phone.\n2. Scan the code')
  expect(steps('none')).not.toMatch(/48151623|Key:|3\./)
  expect(steps('login')).toContain('3. When it asks, sign in')
  expect(steps('keycode')).toContain('Code: 48151623')
})
