import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { GoogleError } from './google-error.ts'
import { readAnswer } from './read-answer.ts'
import { readServiceAccountKey, ServiceAccountError, signAssertion } from './service-account.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keyFile = {
  type: 'service_account',
  project_id: 'p',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  client_email: 'a@p.iam.gserviceaccount.com',
}

test('an assertion says who asks for what, for an hour, and is signed', () => {
  const key = readServiceAccountKey(JSON.stringify(keyFile))
  const jwt = signAssertion(key, { scope: 's', audience: 'https://t', now: new Date(1_700_000_000_500) })
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT' })
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iss: keyFile.client_email,
    scope: 's',
    aud: 'https://t',
    iat: 1_700_000_000,
    exp: 1_700_003_600,
  })
  const bytes = Buffer.from(signature, 'base64url')
  expect(verify('sha256', Buffer.from(`${head}.${claims}`), createPublicKey(privateKey), bytes)).toBe(true)
})

test('a key file that is none is refused in words, whatever it is', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  for (const [text, message] of [
    ['', /not JSON/],
    ['{}', /type/],
    [JSON.stringify({ ...keyFile, private_key: ec }), /not RSA/],
  ] as const)
    expect(() => readServiceAccountKey(text)).toThrow(message)
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => readServiceAccountKey(text)).toThrow(ServiceAccountError)
    }),
  )
})

test('whatever is answered, it fits the shape or is an error of a kind', async () => {
  const shape = z.object({ name: z.string() })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 200, max: 599 }).filter((status) => ![204, 205, 304].includes(status)),
      fc.oneof(fc.string(), fc.json()),
      async (status, text) => {
        try {
          expect(typeof (await readAnswer(new Response(text, { status }), shape)).name).toBe('string')
        } catch (error) {
          expect(error).toBeInstanceOf(GoogleError)
        }
      },
    ),
  )
})

test('terms that are not accepted are told from other refusals', async () => {
  const answer = (details: object[]) => Response.json({ error: { message: 'm', details } }, { status: 403 })
  const tos = { '@type': 'type.googleapis.com/google.android.device.provisioning.v1.TosError' }
  await expect(readAnswer(answer([tos]), z.unknown())).rejects.toMatchObject({ kind: 'terms', message: 'm' })
  await expect(readAnswer(answer([]), z.unknown())).rejects.toMatchObject({ kind: 'denied' })
  const busy = new Response('', { status: 429, headers: { 'retry-after': '7' } })
  await expect(readAnswer(busy, z.unknown())).rejects.toMatchObject({ retryAfterSeconds: 7 })
})
