import { expect, test } from 'vitest'
import { isSignedBy, requestSignature, responseSignature } from './signature.ts'

const secret = 'changeme-C3z9vi54'

test('the vectors of android.md 3.1', () => {
  expect(requestSignature(secret, 'DEV1')).toBe('2BAA42C7CA02D4EEF3F79151F5F99B158FFE0449')
  expect(requestSignature(secret, '/rest/notification/polling/DEV1')).toBe(
    '57500E6E2496CAFB7FAA1068EF98C8BA78651380',
  )
  expect(responseSignature(secret, '{"title":"My MDM","applications":[],"files":[]}')).toBe(
    '0AF1206521FEB63FCA4ADF063995402B560E48CB',
  )
})

test('white space is that of Java, not of JavaScript', () => {
  expect(responseSignature('', '{"a":"b\u00a0c"}')).not.toBe(responseSignature('', '{"a":"bc"}'))
  expect(responseSignature('', '{ "a":\n"b c" }')).toBe(responseSignature('', '{"a":"bc"}'))
})

test('one of several values may be signed, and none by a stranger', () => {
  const signature = requestSignature(secret, '/rest/x')
  expect(isSignedBy(secret, ['rest/x', '/rest/x'], signature)).toBe(true)
  for (const given of [undefined, '', signature.toLowerCase(), `${signature}0`])
    expect(isSignedBy(secret, ['/rest/x'], given)).toBe(false)
})
