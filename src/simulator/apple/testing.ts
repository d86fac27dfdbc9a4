import { generateKeyPairSync, randomUUID } from 'node:crypto'

import { depClient } from '../../protocol/dep/dep-client.ts'
import type { DepClient } from '../../protocol/dep/dep-client.ts'
import type { ServerToken } from '../../protocol/dep/server-token.ts'
import { readPlainServerToken } from '../../protocol/dep/server-token.ts'
import { pem } from '../../protocol/x509/pem.ts'
import { selfSignedCertificate } from '../../protocol/x509/issue-certificate.ts'
import type { AppleSimulator } from './apple-simulator.ts'

const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const certificate = selfSignedCertificate({
  subject: [{ type: 'CN', value: 'test server' }],
  key,
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
  extensions: [],
})

/** What an MDM server keeps for its account at Apple. */
export const recipient = { certificate, key }
export const certificatePem = pem('CERTIFICATE', certificate)

/** Asks the portal; the answer as text, with its status. */
export async function portal({ url }: AppleSimulator, path: string, body?: unknown) {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`${url}/portal${path}`, init)
  const text = await response.text()
  return { status: response.status, text, json: () => JSON.parse(text) as Record<string, unknown> }
}

/** Makes a server (again) and reads its token in plain form. */
export async function aToken(
  apple: AppleSimulator,
  more: Record<string, unknown> = {},
): Promise<ServerToken> {
  const answer = await portal(apple, '/servers', { certificate: certificatePem, format: 'json', ...more })
  return readPlainServerToken(answer.json())
}

export const clientOf = (
  { url }: AppleSimulator,
  token: ServerToken,
  more: Partial<Parameters<typeof depClient>[0]> = {},
): DepClient =>
  depClient({
    fetch,
    baseUrl: url,
    token,
    userAgent: 'muster-test/1',
    now: () => new Date(),
    nonce: () => randomUUID(),
    ...more,
  })

export const aClient = async (apple: AppleSimulator) => clientOf(apple, await aToken(apple))

/** Every page of a listing, with the cursor that ends it. */
export async function walk(client: DepClient, limit?: number) {
  const pages = []
  let page = await client.fetchDevices(limit ? { limit } : {})
  pages.push(page.devices)
  while (page.more_to_follow) {
    page = await client.fetchDevices({ cursor: page.cursor, ...(limit ? { limit } : {}) })
    pages.push(page.devices)
  }
  return { pages, devices: pages.flat(), cursor: page.cursor }
}
