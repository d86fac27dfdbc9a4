import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pushBody, pushHeaders, pushPath, readAnswer, verdictOn } from './apns.ts'

const push = {
  token: Buffer.from('00ff', 'hex'),
  magic: 'A"B',
  topic: 'com.apple.mgmt.External.x',
  expiresAt: new Date('2026-11-24T12:00:00.900Z'),
}

test('a push is the magic of the device and nothing else', () => {
  expect(pushPath(push.token)).toBe('/3/device/00ff')
  expect(pushBody(push)).toBe('{"mdm":"A\\"B"}')
  expect(pushHeaders(push)).toEqual({
    'apns-topic': 'com.apple.mgmt.External.x',
    'apns-push-type': 'mdm',
    'apns-priority': '10',
    'apns-expiration': '1795521600',
  })
})

test.each([
  [200, '', 'taken'],
  [410, 'Unregistered', 'token-gone'],
  [410, 'ExpiredToken', 'token-gone'],
  [400, 'BadDeviceToken', 'token-gone'],
  [403, 'BadCertificate', 'certificate-refused'],
  [403, '', 'certificate-refused'],
  [400, 'TopicDisallowed', 'certificate-refused'],
  [429, 'TooManyRequests', 'later'],
  [500, 'InternalServerError', 'later'],
  [503, 'Shutdown', 'later'],
  [400, 'DeviceTokenNotForTopic', 'refused'],
  [413, 'PayloadTooLarge', 'refused'],
] as const)('%i %s is %s', (status, reason, verdict) => {
  expect(verdictOn({ status, reason })).toBe(verdict)
})

test('an answer in any shape is read', () => {
  expect(readAnswer(410, '{"reason":"Unregistered","timestamp":1}', 'id')).toEqual({
    status: 410,
    reason: 'Unregistered',
    apnsId: 'id',
  })
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
      expect(readAnswer(status, body, null).status).toBe(status)
    }),
  )
})
