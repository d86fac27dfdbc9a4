import type { FastifyRequest } from 'fastify'

import type { Apple } from './apple.ts'
import { bodyBytes, requestUrl } from './http.ts'
import type { MdmServer } from './organization.ts'
import { Refusal } from './refusal.ts'

/** One authenticated call of Apple's DEP service. */
export type DepCall = {
  apple: Apple
  server: MdmServer
  /** `X-Server-Protocol-Version`; 1 when the client sent none. */
  version: number
  query: URLSearchParams
  body: Readonly<Record<string, unknown>>
  /** The serial numbers in the body; throws `DEVICE_ID_REQUIRED` when there are none. */
  serials: () => string[]
}

export function depCall(apple: Apple, server: MdmServer, request: FastifyRequest): DepCall {
  const bytes = bodyBytes(request)
  const isBare = request.method === 'GET' || (request.method === 'DELETE' && bytes.length === 0)
  const body = isBare ? {} : readBody(bytes)
  return {
    apple,
    server,
    version: protocolVersion(request),
    query: requestUrl(request).searchParams,
    body,
    serials: () => readSerials(body['devices'], apple.rules.maximumSerials),
  }
}

export const protocolVersion = ({ headers }: FastifyRequest) =>
  Number.parseInt(String(headers['x-server-protocol-version'] ?? '1'), 10) || 1

function readBody(bytes: Buffer): Record<string, unknown> {
  const value = parseJson(bytes.toString('utf8'))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) malformed()
  return value as Record<string, unknown>
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return malformed()
  }
}

function readSerials(devices: unknown, maximum: number | null): string[] {
  if (devices === undefined || devices === null) throw new Refusal(400, 'DEVICE_ID_REQUIRED')
  if (!Array.isArray(devices) || !devices.every((serial) => typeof serial === 'string')) return malformed()
  if (devices.length === 0) throw new Refusal(400, 'DEVICE_ID_REQUIRED')
  if (maximum !== null && devices.length > maximum) malformed()
  return [...new Set(devices)]
}

function malformed(): never {
  throw new Refusal(400, 'MALFORMED_REQUEST_BODY')
}
