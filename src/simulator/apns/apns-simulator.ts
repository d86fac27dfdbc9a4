import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerPortal } from './portal.ts'
import { judgePush, type Judgment } from './judge-push.ts'
import { createPushAuthority, serverIdentity, type PushAuthority } from './push-authority.ts'

export type ReceivedPush = {
  at: string
  token: string
  topic: string
  magic: string
  expiration: number
  priority: string
  /** The connection it came by, counted from 1. */
  connection: number
  status: number
  reason: string
}

/** An answer in place of the usual one, to pushes of a token or to all. */
export type ScriptedAnswer = {
  token?: string
  status: number
  reason?: string
  /** To so many pushes; to one when left out. */
  times?: number
  /** The answer waits so long. */
  delayMs?: number
}

export type ApnsSimulatorOptions = {
  port?: number
  host?: string
  now?: () => Date
  onPush?: (push: ReceivedPush) => void
}

/** Apple's push service for tests and rehearsals: HTTP/2 over TLS, as apple-mdm.md 5.3. */
export type ApnsSimulator = {
  url: string
  /** What a client has to trust, in PEM. */
  ca: string
  /** The last ones, oldest first. */
  pushes: readonly ReceivedPush[]
  /** How many connections there were, and are. */
  connections: { opened: number; open: number }
  authority: PushAuthority
  script(...answers: ScriptedAnswer[]): void
  /** A device that is online. The function that comes back takes its token away: pushes to it are answered with 410. */
  listen(device: ListeningDevice): () => void
  /** Breaks every connection. */
  drop(): void
  /** Says goodbye as Apple does before maintenance (GOAWAY); what is under way is still answered. */
  goAway(): void
  close(): Promise<void>
}

export type ListeningDevice = { token: Uint8Array; magic: string; hear: () => void }

const mostKept = 100_000

export async function startApnsSimulator(options: ApnsSimulatorOptions = {}): Promise<ApnsSimulator> {
  const { port = 0, host = '127.0.0.1', now = () => new Date() } = options
  const { certificate, key } = serverIdentity(host, now())
  // Who connects is judged by the certificate, not refused: Apple's answers are what is to be seen.
  const server = createSecureServer({
    key,
    cert: certificate,
    requestCert: true,
    rejectUnauthorized: false,
    allowHTTP1: true,
  })
  const state = newState(now, options.onPush)
  const sessions = trackSessions(server, state)
  server.on('request', (request, response) => void answer(state, request, response))
  await listenOn(server, port, host)
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
  return {
    url,
    ca: certificate,
    pushes: state.pushes,
    connections: state.connections,
    authority: state.authority,
    script: (...answers) => void state.script.push(...answers),
    listen: (device) => listen(state, device),
    drop: () => sessions.forEach((session) => session.destroy()),
    goAway: () => sessions.forEach((session) => session.goaway()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const session of sessions) session.destroy()
        state.sockets.forEach((socket) => socket.destroy())
      }),
  }
}

export type ApnsState = {
  now: () => Date
  onPush: (push: ReceivedPush) => void
  authority: PushAuthority
  pushes: ReceivedPush[]
  script: ScriptedAnswer[]
  devices: Map<string, ListeningDevice>
  /** Tokens that devices have given up. */
  gone: Set<string>
  connections: { opened: number; open: number }
  numbers: WeakMap<object, number>
  sockets: Set<TLSSocket>
}

const newState = (now: () => Date, onPush: ApnsState['onPush'] = () => {}): ApnsState => ({
  now,
  onPush,
  authority: createPushAuthority(now),
  pushes: [],
  script: [],
  devices: new Map(),
  gone: new Set(),
  connections: { opened: 0, open: 0 },
  numbers: new WeakMap(),
  sockets: new Set(),
})

const listenOn = (server: Http2SecureServer, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })

function trackSessions(server: Http2SecureServer, state: ApnsState): Set<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session: ServerHttp2Session) => {
    const { connections } = state
    sessions.add(session)
    state.numbers.set(session, ++connections.opened)
    connections.open++
    session
      .on('error', () => {})
      .on('close', () => {
        sessions.delete(session)
        connections.open--
      })
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    state.sockets.add(socket)
    socket.on('error', () => {}).on('close', () => state.sockets.delete(socket))
  })
  server.on('sessionError', () => {})
  return sessions
}

/** What is not there yet counts as new: the same device may come back with the same token. */
function listen(state: ApnsState, device: ListeningDevice): () => void {
  const token = Buffer.from(device.token).toString('hex')
  state.gone.delete(token)
  state.devices.set(token, device)
  return () => {
    if (state.devices.get(token) === device) state.devices.delete(token)
    state.gone.add(token)
  }
}

async function answer(
  state: ApnsState,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): Promise<void> {
  const body = await bodyOf(request).catch(() => undefined)
  if (body === undefined) return
  if (!request.url.startsWith('/3/device/')) return answerPortal(state, { request, response, body })
  const judgment = judgePush(state, request, body)
  if (judgment.delayMs > 0) await sleep(judgment.delayMs, undefined, { ref: false })
  note(state, request, judgment)
  const { status, reason } = judgment
  // The client may have gone meanwhile.
  if (response.stream.destroyed) return
  response.writeHead(status, { 'apns-id': crypto.randomUUID().toUpperCase() })
  response.end(
    status === 200
      ? ''
      : JSON.stringify({ reason, ...(status === 410 ? { timestamp: state.now().getTime() } : {}) }),
  )
  const device = state.devices.get(judgment.token)
  // A push with the magic of an earlier enrollment is of no interest to a device.
  if (status === 200 && device?.magic === judgment.magic) device.hear()
}

async function bodyOf(request: Http2ServerRequest): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const chunk of request) body += String(chunk)
  return body
}

function note(state: ApnsState, request: Http2ServerRequest, judgment: Judgment): void {
  const { delayMs: _, ...seen } = judgment
  const session = request.stream?.session
  const connection = (session && state.numbers.get(session)) ?? 0
  const push = { at: state.now().toISOString(), ...seen, connection }
  state.pushes.push(push)
  state.onPush(push)
  if (state.pushes.length > mostKept) state.pushes.shift()
}
