import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMailServerUrl } from './mail-server.ts'

test('an address names host, port, security and sign-in', () => {
  expect(readMailServerUrl('smtps://ana%40school.example:p%3Aw%2F@mail.school.example')).toEqual({
    host: 'mail.school.example',
    port: 465,
    security: 'tls',
    user: 'ana@school.example',
    password: 'p:w/',
  })
  expect(readMailServerUrl('smtp://mail.school.example:2525')).toEqual({
    host: 'mail.school.example',
    port: 2525,
    security: 'starttls',
    user: null,
    password: null,
  })
  expect(readMailServerUrl('smtp://[::1]?security=none')).toMatchObject({
    host: '::1',
    port: 25,
    security: 'none',
  })
})

test.each([
  '',
  'mail.school.example',
  'http://mail.school.example',
  'smtp://',
  'smtp://host/path',
  'smtp://host?security=maybe',
  'smtps://host?security=none',
  'smtp://host?tls.rejectUnauthorized=false',
  'smtp://%zz@host',
])('%s is not the address of a mail server', (text) => {
  expect(readMailServerUrl(text)).toBeUndefined()
})

test('whatever is given is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((rest) => `smtp://${rest}`),
      ),
      (text) => {
        readMailServerUrl(text)
      },
    ),
  )
})
