/** An error as Google's services write it (google.rpc.Status in JSON). */
export class GoogleRefusal extends Error {
  readonly status: number
  readonly body: object
  readonly headers: Record<string, string>

  constructor(status: number, message: string, extra: { details?: object[]; retryAfter?: number } = {}) {
    super(message)
    const { details = [], retryAfter } = extra
    this.status = status
    this.body = { error: { code: status, message, status: words[status] ?? 'UNKNOWN', details } }
    this.headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  }
}

const words: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
}

export const missing = (name: string): GoogleRefusal =>
  new GoogleRefusal(404, `Resource ${name} was not found.`)

/** Opaque page tokens, as Google's are; sizes are cut to what the service gives. */
export function pageOf<T>(items: readonly T[], query: URLSearchParams, most: number) {
  const from = Number(Buffer.from(query.get('pageToken') ?? '', 'base64url').toString() || 0)
  if (!Number.isInteger(from) || from < 0 || from > items.length)
    throw new GoogleRefusal(400, 'Page token is invalid.')
  const size = Math.min(Number(query.get('pageSize') ?? 10), most)
  const to = from + size
  return {
    items: items.slice(from, to),
    ...(to < items.length ? { nextPageToken: Buffer.from(String(to)).toString('base64url') } : {}),
  }
}
