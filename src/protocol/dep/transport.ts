import { DepError } from './dep-error.ts'

export type Transport = {
  fetch: typeof fetch
  baseUrl: string
  userAgent: string
  /** Ends every call that is under way, for instance when the server stops. */
  signal?: AbortSignal
  /** For one request including its answer; 60 seconds unless given. */
  timeoutMs?: number
  /** Larger answers are refused; 32 MiB unless given (a page of 1,000 devices has about 1 MiB). */
  maxAnswerBytes?: number
}

export type Request = { method: string; path: string; headers: Record<string, string>; body?: unknown }
export type Answer = { status: number; headers: Headers; body: string }

/** The newest version of Apple's protocol; every member that it adds is optional for us. */
const protocolVersion = '10'
/** Spelled as Apple's own simulator insists on. */
const json = 'application/json;charset=UTF8'

/** Sends one request and reads the whole answer, whatever its status. Network faults and time-outs are `unavailable`. */
export async function send(transport: Transport, request: Request): Promise<Answer> {
  const { signal, timeoutMs = 60_000 } = transport
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await transport.fetch(addressOf(transport, request), {
      method: request.method,
      headers: { ...commonHeaders(transport), ...request.headers },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: 'manual', // the session token must not travel to another host
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    return { status: response.status, headers: response.headers, body: await readBody(response, transport) }
  } catch (cause) {
    if (cause instanceof DepError) throw cause
    signal?.throwIfAborted()
    const what = timeout.aborted
      ? `did not answer within ${timeoutMs / 1000} seconds`
      : 'could not be reached'
    throw new DepError('unavailable', `Apple's service ${what}`, {}, { cause })
  }
}

export const addressOf = ({ baseUrl }: Pick<Transport, 'baseUrl'>, { path }: Pick<Request, 'path'>): URL =>
  new URL(baseUrl.replace(/\/+$/, '') + path)

const commonHeaders = ({ userAgent }: Transport) => ({
  'User-Agent': userAgent,
  'X-Server-Protocol-Version': protocolVersion,
  'Content-Type': json,
  Accept: json,
})

async function readBody(
  response: Response,
  { maxAnswerBytes = 32 * 1024 * 1024 }: Transport,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > maxAnswerBytes)
      throw new DepError('protocol', `Apple's service answered more than ${maxAnswerBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
