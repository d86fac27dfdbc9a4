import { z } from 'zod'
import { GoogleError, type GoogleErrorKind } from './google-error.ts'

/** The longest list is one page of 1,000 devices. */
const mostBytes = 32 * 1024 * 1024

/** Google's error document (google.rpc.Status in JSON). */
const Failure = z.object({
  error: z.object({
    message: z.string().max(2000).catch(''),
    details: z.array(z.looseObject({ '@type': z.string().optional() })).catch([]),
  }),
})

const kinds: Record<number, GoogleErrorKind> = {
  400: 'bad-request',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  409: 'conflict',
  429: 'throttled',
}

/** Reads an answer by its shape. @throws {GoogleError} of the kind that its status and document say */
export async function readAnswer<T>(answer: Response, shape: z.ZodType<T>): Promise<T> {
  const { status } = answer
  const text = await readText(answer)
  const json = parse(text)
  if (status >= 200 && status < 300) {
    const read = shape.safeParse(json ?? {})
    if (read.success) return read.data
    throw new GoogleError('protocol', 'Google answered something that cannot be read', { status })
  }
  const { message = '', details = [] } = Failure.safeParse(json).data?.error ?? {}
  const isTerms = status === 403 && details.some((detail) => /TosError/.test(detail['@type'] ?? ''))
  const kind = isTerms ? 'terms' : (kinds[status] ?? (status >= 500 ? 'unavailable' : 'protocol'))
  const retryAfterSeconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  throw new GoogleError(kind, message.replaceAll(/\p{Cc}/gu, ' ') || `Google answered ${status}`, {
    status,
    ...(Number.isFinite(retryAfterSeconds) ? { retryAfterSeconds } : {}),
  })
}

async function readText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > mostBytes) throw new GoogleError('protocol', 'Google answered more than 32 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
