import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import { z } from 'zod'
import { readMailServerUrl, type MailDefaults } from './platform/mail/mail-server.ts'

const file = z.string().refine(existsSync, 'names a file that is not there')
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const port = z.coerce.number('must be a port number')
const is32Bytes = (text: string) =>
  /^[A-Za-z\d+/]+=*$/.test(text) && Buffer.from(text, 'base64').length === 32

/** `10.0.0.0/8`, `::1` or one of the names that Fastify knows; names of hosts would have to be looked up. */
const isProxy = (text: string) => {
  const [address = '', bits, ...rest] = text.trim().split('/')
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text.trim())) return true
  const most = { 4: 32, 6: 128 }[isIP(address)]
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (most ?? 0))
  return most !== undefined && isPrefix && rest.length === 0
}

const Config = z.object({
  MUSTER_URL: webAddress.optional(),
  MUSTER_PORT: port.int().min(0).max(65535).default(8080),
  MUSTER_HOST: z.string().min(1).default('0.0.0.0'),
  MUSTER_DATA_DIR: z.string().min(1).default('./data'),
  MUSTER_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .optional(),
  MUSTER_SECRET_KEY: z.string().refine(is32Bytes, 'must be 32 bytes in base64').optional(),
  MUSTER_TLS_CERT: file.optional(),
  MUSTER_TLS_KEY: file.optional(),
  MUSTER_TRUSTED_PROXIES: z
    .string()
    .refine((text) => text.split(',').every(isProxy), 'must be addresses or networks, with commas between')
    .optional(),
  MUSTER_CLIENT_CERT_HEADER: z
    .string()
    .regex(/^[A-Za-z][A-Za-z\d-]{0,60}$/, 'must be the name of a header')
    .transform((name) => name.toLowerCase())
    .optional(),
  MUSTER_TLS_CLIENT_CERTS: z.enum(['off', 'ask']).default('off'),
  MUSTER_DEP_URL: webAddress.default('https://mdmenrollment.apple.com'),
  MUSTER_APPLE_DEVICE_CA: file.optional(),
  MUSTER_APNS_URL: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .default('https://api.push.apple.com'),
  MUSTER_APNS_CA: file.optional(),
  MUSTER_GOOGLE_URL: webAddress.optional(),
  MUSTER_SMTP_URL: z.string().refine(readMailServerUrl, 'must be an smtp:// or smtps:// address').optional(),
  MUSTER_MAIL_FROM: z.email('must be a mail address').optional(),
  MUSTER_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export type Config = Readonly<{
  url: string | undefined
  port: number
  host: string
  dataDir: string
  databaseUrl: string | undefined
  secretKey: string | undefined
  tls: { certificateFile: string; keyFile: string } | undefined
  trustedProxies: string | undefined
  /** The header in which a trusted proxy passes on the certificate of a TLS client, in lower case. */
  clientCertHeader: string | undefined
  /** Whether our own TLS asks clients for certificates. */
  asksClientCerts: boolean
  depUrl: string
  appleDeviceCaFile: string | undefined
  apnsUrl: string
  apnsCaFile: string | undefined
  /** Where all of Google's services are in place of their own addresses. */
  googleUrl: string | undefined
  mail: MailDefaults
  logLevel: string
}>

/** Settings of later versions; naming one that is not known is a spelling mistake more often than not. */
const known = new Set(Object.keys(Config.shape))
/** Used by the command line, not by the server. */
const clientSettings = new Set(['MUSTER_TOKEN'])

/** Names every bad setting at once, and never prints a value: it may be a secret. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const { success, data, error } = Config.safeParse(set)
  const lines = success ? [] : error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
  for (const name of Object.keys(set))
    if (name.startsWith('MUSTER_') && !known.has(name) && !clientSettings.has(name))
      lines.push(`  ${name}: is not a setting`)
  lines.push(...tlsTrouble(set['MUSTER_TLS_CERT'], set['MUSTER_TLS_KEY']))
  lines.push(...clientCertTrouble(set))
  if (!success || lines.length > 0)
    throw new ConfigError(`The environment is not usable:\n${lines.join('\n')}`)
  return Object.freeze({
    url: data.MUSTER_URL?.replace(/\/+$/, ''),
    port: data.MUSTER_PORT,
    host: data.MUSTER_HOST,
    dataDir: data.MUSTER_DATA_DIR,
    databaseUrl: data.MUSTER_DATABASE_URL,
    secretKey: data.MUSTER_SECRET_KEY,
    tls:
      data.MUSTER_TLS_CERT && data.MUSTER_TLS_KEY
        ? { certificateFile: data.MUSTER_TLS_CERT, keyFile: data.MUSTER_TLS_KEY }
        : undefined,
    trustedProxies: data.MUSTER_TRUSTED_PROXIES,
    clientCertHeader: data.MUSTER_CLIENT_CERT_HEADER,
    asksClientCerts: data.MUSTER_TLS_CLIENT_CERTS === 'ask',
    depUrl: data.MUSTER_DEP_URL.replace(/\/+$/, ''),
    appleDeviceCaFile: data.MUSTER_APPLE_DEVICE_CA,
    apnsUrl: data.MUSTER_APNS_URL.replace(/\/+$/, ''),
    apnsCaFile: data.MUSTER_APNS_CA,
    googleUrl: data.MUSTER_GOOGLE_URL?.replace(/\/+$/, ''),
    mail: {
      server: readMailServerUrl(data.MUSTER_SMTP_URL ?? '') ?? null,
      from: data.MUSTER_MAIL_FROM ?? null,
    },
    logLevel: data.MUSTER_LOG_LEVEL,
  })
}

/** A header from anybody would be worth nothing, and without TLS of our own nobody shows us a certificate. */
function clientCertTrouble(set: Record<string, string | undefined>): string[] {
  const lines: string[] = []
  if (set['MUSTER_CLIENT_CERT_HEADER'] && !set['MUSTER_TRUSTED_PROXIES'])
    lines.push(
      '  MUSTER_CLIENT_CERT_HEADER: needs MUSTER_TRUSTED_PROXIES, which says from whom it is believed',
    )
  if (set['MUSTER_TLS_CLIENT_CERTS'] === 'ask' && !set['MUSTER_TLS_CERT'])
    lines.push('  MUSTER_TLS_CLIENT_CERTS: needs MUSTER_TLS_CERT and MUSTER_TLS_KEY')
  return lines
}

function tlsTrouble(certificateFile: string | undefined, keyFile: string | undefined): string[] {
  if (!certificateFile && !keyFile) return []
  if (!certificateFile || !keyFile) return ['  MUSTER_TLS_CERT, MUSTER_TLS_KEY: both or neither must be set']
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return []
  try {
    createSecureContext({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) })
    return []
  } catch {
    return ['  MUSTER_TLS_CERT, MUSTER_TLS_KEY: do not name a certificate and its key in PEM']
  }
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
