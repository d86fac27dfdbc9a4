import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Logger

/** What must never reach a log, wherever it hangs. Messages are fixed texts, facts are fields. */
const secretFields = [
  'password',
  'token',
  'code',
  'authorization',
  'cookie',
  'otp',
  'secret',
  'privateKey',
  'challenge',
  'accessToken',
  'accessSecret',
  'consumerSecret',
  'passwordHash',
  'headers',
  'body',
]
const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])

export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths, censor: '[secret]' },
    serializers: { err: errorFacts },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** A stack helps, a driver's `parameters`, `detail` or `where` may hold data of people: only the first is kept. */
function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code: errorCode } = error as { code?: unknown }
  return {
    type: error.name,
    message: error.message,
    // Not as `code`, which is redacted: check-in codes go by that name.
    ...(typeof errorCode === 'string' ? { errorCode } : {}),
    stack: error.stack,
    ...(error.cause ? { cause: errorFacts(error.cause) } : {}),
  }
}
