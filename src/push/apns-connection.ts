import { connect, constants, type ClientHttp2Session } from 'node:http2'
import {
  pushBody,
  pushHeaders,
  pushPath,
  readAnswer,
  type ApnsAnswer,
  type MdmPush,
} from '../protocol/apns/apns.ts'

/** Nothing came back. `certificate-refused`: Apple ended the TLS handshake over our certificate. */
export class ApnsError extends Error {
  override readonly name = 'ApnsError'
  readonly kind: 'unreachable' | 'certificate-refused'

  constructor(kind: ApnsError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

export type ApnsConnection = {
  /** @throws {ApnsError} */
  send(push: MdmPush): Promise<ApnsAnswer>
  close(): void
}

export type ApnsOptions = {
  url: string
  /** Of the client, in PEM, the leaf first. */
  certificate: string
  /** In PEM. */
  key: string
  /** Trusted beside (or, given, in place of) the authorities that Node knows; PEM. */
  ca?: string | undefined
  /** How many pushes may be under way. */
  mostAtOnce?: number
  /** How often a connection that lies idle is tried. */
  pingEveryMs?: number
}

const answerWithinMs = 30_000
const pingWithinMs = 10_000
const longestAnswer = 16_384

/**
 * One connection for all pushes, opened with the first and again after it broke. Apple takes a connection for each push as an
 * attack. A push whose connection breaks is sent once more on a new one: the worst of it is that the device asks twice.
 */
export function openApns(options: ApnsOptions): ApnsConnection {
  const { mostAtOnce = 100 } = options
  const slots = createSlots(mostAtOnce)
  let current: Promise<ClientHttp2Session> | undefined

  const session = (): Promise<ClientHttp2Session> => {
    const opened = (current ??= connectTo(options, () => {
      if (current === opened) current = undefined
    }))
    return opened
  }

  const attempt = async (push: MdmPush): Promise<ApnsAnswer> => request(await session(), push)

  return {
    send: (push) =>
      slots(() =>
        attempt(push).catch((error: ApnsError) => {
          if (error.kind === 'certificate-refused') throw error
          return attempt(push)
        }),
      ),
    close() {
      const last = current
      current = undefined
      last?.then(
        (open) => open.close(),
        () => {},
      )
    },
  }
}

/** Runs at most so many at once; the others wait in their order. */
function createSlots(most: number) {
  let free = most
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}

/** `onGone` is called when no new push may use the session: it broke, or the other side says goodbye (GOAWAY). */
function connectTo(options: ApnsOptions, onGone: () => void): Promise<ClientHttp2Session> {
  const { url, certificate: cert, key, ca, pingEveryMs = 60_000 } = options
  return new Promise((resolve, reject) => {
    const session = connect(url, { cert, key, ...(ca === undefined ? {} : { ca }) })
    const pinging = setInterval(() => ping(session), pingEveryMs).unref()
    const opening = setTimeout(() => session.destroy(new Error('No connection in time')), answerWithinMs)
    session.once('connect', () => {
      clearTimeout(opening)
      // An idle connection does not keep the process alive.
      session.unref()
      resolve(session)
    })
    session.on('error', (error) => {
      onGone()
      reject(apnsErrorOf(error))
    })
    session.on('goaway', () => {
      onGone()
      session.close()
    })
    session.on('close', () => {
      clearInterval(pinging)
      clearTimeout(opening)
      onGone()
      reject(new ApnsError('unreachable', 'The connection was closed'))
    })
  })
}

/** A connection that a firewall has forgotten looks alive until it is used. */
function ping(session: ClientHttp2Session): void {
  if (session.closed || session.destroyed) return
  const late = setTimeout(() => session.destroy(new Error('No answer to a ping')), pingWithinMs).unref()
  session.ping(() => clearTimeout(late))
}

function request(session: ClientHttp2Session, push: MdmPush): Promise<ApnsAnswer> {
  return new Promise((resolve, reject) => {
    if (session.closed || session.destroyed) {
      reject(new ApnsError('unreachable', 'The connection was closed'))
      return
    }
    const stream = session.request({ ':method': 'POST', ':path': pushPath(push.token), ...pushHeaders(push) })
    let status = 0
    let apnsId: string | null = null
    let body = ''
    let failure: Error | undefined
    stream.setEncoding('utf8')
    stream.setTimeout(answerWithinMs, () => {
      // Whatever else goes over this connection would not be answered either.
      session.destroy(new Error('No answer in time'))
    })
    stream.on('response', (headers) => {
      status = Number(headers[':status'])
      apnsId = typeof headers['apns-id'] === 'string' ? headers['apns-id'] : null
    })
    stream.on('data', (chunk: string) => {
      if (body.length < longestAnswer) body += chunk
    })
    stream.on('error', (error) => {
      failure = error
    })
    stream.on('close', () => {
      if (status > 0 && !failure && stream.rstCode === constants.NGHTTP2_NO_ERROR)
        resolve(readAnswer(status, body, apnsId))
      else reject(apnsErrorOf(failure ?? new Error('The connection was closed before the answer')))
    })
    stream.end(pushBody(push))
  })
}

/** OpenSSL names what the other side said: `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`, `..._ALERT_CERTIFICATE_EXPIRED` ... */
function apnsErrorOf(error: Error): ApnsError {
  if (error instanceof ApnsError) return error
  const { code = '' } = error as NodeJS.ErrnoException
  const isAlert = /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/.test(code)
  const kind = isAlert ? 'certificate-refused' : 'unreachable'
  return new ApnsError(kind, code ? `${error.message} (${code})` : error.message, { cause: error })
}
