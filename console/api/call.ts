import type { z } from 'zod'
import { toApiError } from './api-error.ts'

export type QueryValues = Record<string, string | number | boolean | null | undefined>

type CallOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  json?: unknown
  body?: BodyInit
  contentType?: string
  query?: QueryValues
  /** The resource as it was read: the change is refused when somebody else was faster. */
  ifUnchanged?: object
  signal?: AbortSignal
}

/** The entity tag that a resource was read with (RFC 9110, section 8.8.3). */
const etags = new WeakMap<object, string>()

/** Whether two readings of a resource, as they came, are of the same version of it. */
export const isSameVersion = (one: object, other: object): boolean =>
  one === other || (etags.has(one) && etags.get(one) === etags.get(other))

/** Calls the API and checks the answer with the server's own schema. Throws `ApiError` for a problem. */
export async function call<S extends z.ZodType>(
  schema: S,
  path: string,
  options: CallOptions = {},
): Promise<z.output<S>> {
  const response = await send(path, options)
  const answer = schema.parse(await response.json())
  const etag = response.headers.get('etag')
  if (etag && typeof answer === 'object' && answer !== null) etags.set(answer, etag)
  return answer
}

/** For answers without a body. */
export async function callForNothing(path: string, options: CallOptions): Promise<void> {
  await send(path, options)
}

export const apiAddress = (path: string, query: QueryValues = {}): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return `/api/v1${path}${text && `?${text}`}`
}

async function send(path: string, options: CallOptions): Promise<Response> {
  const { method = 'GET', json, body, contentType, query, ifUnchanged, signal } = options
  const headers = new Headers({ accept: 'application/json' })
  if (json !== undefined) headers.set('content-type', 'application/json')
  if (contentType) headers.set('content-type', contentType)
  const etag = ifUnchanged && etags.get(ifUnchanged)
  if (etag) headers.set('if-match', etag)
  const response = await fetch(apiAddress(path, query), {
    method,
    headers,
    credentials: 'same-origin',
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    ...(signal && { signal }),
  })
  if (!response.ok) throw toApiError(response.status, await readBody(response))
  return response
}

const readBody = (response: Response): Promise<unknown> => response.json().catch(() => undefined)
