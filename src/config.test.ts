import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { newIdentity } from '../test/support/identity.ts'
import { ConfigError, loadConfig } from './config.ts'
import { pem } from './protocol/x509/pem.ts'

const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    loadConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  return ''
}

test('an empty environment is enough, and an empty value is none', () => {
  const bare = loadConfig({})
  expect(bare).toMatchObject({
    port: 8080,
    host: '0.0.0.0',
    dataDir: './data',
    logLevel: 'info',
    url: undefined,
  })
  expect(loadConfig({ MUSTER_PORT: '', MUSTER_URL: '', MUSTER_SECRET_KEY: '' })).toEqual(bare)
  expect(Object.isFrozen(bare)).toBe(true)
})

test('every bad setting is named at once', () => {
  const message = messageOf({
    MUSTER_PORT: 'eighty',
    MUSTER_URL: 'muster',
    MUSTER_DATABASE_URL: 'mysql://x',
    MUSTER_SECRET_KEY: 'short',
    MUSTER_TLS_CERT: '/nowhere',
    MUSTER_TRUSTED_PROXIES: '10.0.0.1, somewhere',
    MUSTER_SMTP_URL: 'smtp://host?security=maybe',
    MUSTER_MAIL_FROM: 'the school',
    MUSTER_LOG_LEVEL: 'loud',
    MUSTER_PROT: '80',
  })
  for (const name of [
    'PORT',
    'URL',
    'DATABASE_URL',
    'SECRET_KEY',
    'TLS_CERT',
    'TRUSTED_PROXIES',
    'SMTP_URL',
    'MAIL_FROM',
    'LOG_LEVEL',
    'PROT',
  ])
    expect(message).toMatch(new RegExp(`^  MUSTER_${name}: `, 'm'))
  expect(message).toContain('MUSTER_TLS_CERT, MUSTER_TLS_KEY: both or neither')
  expect(message).toContain('MUSTER_PROT: is not a setting')
})

const names = [
  'URL',
  'PORT',
  'HOST',
  'DATA_DIR',
  'DATABASE_URL',
  'SECRET_KEY',
  'TLS_CERT',
  'TLS_KEY',
  'TRUSTED_PROXIES',
  'DEP_URL',
  'APPLE_DEVICE_CA',
  'APNS_URL',
  'APNS_CA',
  'GOOGLE_URL',
  'SMTP_URL',
  'MAIL_FROM',
  'LOG_LEVEL',
  'UNKNOWN',
].map((name) => `MUSTER_${name}`)

test('no value is ever printed: it may be a secret', () => {
  const secret = fc.string({
    unit: fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789+/=-_'.split('')),
    minLength: 12,
    maxLength: 60,
  })
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), secret, { minKeys: 1 }), (env) => {
      const message = messageOf(env)
      for (const value of Object.values(env)) expect(message).not.toContain(value)
    }),
  )
  const url = 'postgres:/user:hunter2hunter2@db/muster'
  expect(
    messageOf({ MUSTER_DATABASE_URL: url, MUSTER_DEP_URL: 'ftp://user:hunter2hunter2@x' }),
  ).not.toContain('hunter2')
})

test('addresses lose their last slash; other variables are nobody’s business here', () => {
  const config = loadConfig({
    MUSTER_URL: 'https://muster.example/',
    PATH: '/bin',
    MUSTERED: 'yes',
    MUSTER_TOKEN: 'mst_x',
  })
  expect(config.url).toBe('https://muster.example')
})

test('a certificate goes with its own key', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (name: string, text: string | Buffer) => {
    writeFileSync(path.join(folder, name), text)
    return path.join(folder, name)
  }
  const [mine, other] = [newIdentity('mine', 'ec'), newIdentity('other', 'ec')]
  const certificateFile = write('cert.pem', pem('CERTIFICATE', mine.certificate))
  const keyFile = write('key.pem', mine.key.export({ type: 'pkcs8', format: 'pem' }))
  const otherKey = write('other.pem', other.key.export({ type: 'pkcs8', format: 'pem' }))
  expect(loadConfig({ MUSTER_TLS_CERT: certificateFile, MUSTER_TLS_KEY: keyFile }).tls).toEqual({
    certificateFile,
    keyFile,
  })
  expect(messageOf({ MUSTER_TLS_KEY: keyFile })).toContain('both or neither')
  for (const wrong of [otherKey, certificateFile, write('empty.pem', ''), folder])
    expect(messageOf({ MUSTER_TLS_CERT: certificateFile, MUSTER_TLS_KEY: wrong })).toContain(
      'do not name a certificate and its key',
    )
})

test('trusted proxies are addresses, networks or their well-known names', () => {
  const value = '10.0.0.0/8, 127.0.0.1, ::1, fd00::/8, loopback, linklocal, uniquelocal'
  expect(loadConfig({ MUSTER_TRUSTED_PROXIES: value }).trustedProxies).toBe(value)
  for (const bad of ['proxy.example', '10.0.0.0/33', '10.0.0.1/', 'true', '1', '*'])
    expect(messageOf({ MUSTER_TRUSTED_PROXIES: bad })).toContain('MUSTER_TRUSTED_PROXIES')
})

test('a key has 32 bytes', () => {
  const key = Buffer.alloc(32, 7).toString('base64')
  expect(loadConfig({ MUSTER_SECRET_KEY: key }).secretKey).toBe(key)
  expect(messageOf({ MUSTER_SECRET_KEY: Buffer.alloc(31).toString('base64') })).toContain('32 bytes')
})

test('the mail server and the address that mails come from', () => {
  expect(loadConfig({}).mail).toEqual({ server: null, from: null })
  const env = {
    MUSTER_SMTP_URL: 'smtps://ana:secret@mail.school.example',
    MUSTER_MAIL_FROM: 'it@school.example',
  }
  expect(loadConfig(env).mail).toEqual({
    server: { host: 'mail.school.example', port: 465, security: 'tls', user: 'ana', password: 'secret' },
    from: 'it@school.example',
  })
})
