import type { Http2ServerRequest } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { ApnsState } from './apns-simulator.ts'

/** What is answered to a push, and what it said. */
export type Judgment = {
  token: string
  topic: string
  magic: string
  expiration: number
  priority: string
  status: number
  reason: string
  delayMs: number
}

/** As Apple: first whether who sends may, then whether the push is one, then whether there is such a device. */
export function judgePush(state: ApnsState, request: Http2ServerRequest, body: string): Judgment {
  const token = request.url.slice('/3/device/'.length)
  const header = (name: string) => String(request.headers[name] ?? '')
  const seen = {
    token,
    topic: header('apns-topic'),
    magic: magicIn(body) ?? '',
    expiration: Number(header('apns-expiration')),
    priority: header('apns-priority'),
    delayMs: 0,
  }
  const socket = request.stream.session?.socket as TLSSocket | undefined
  const scripted = takeScripted(state, token)
  if (scripted) {
    const { status, reason = '', delayMs = 0 } = scripted
    return { ...seen, status, reason, delayMs }
  }
  const [status, reason] =
    refusalOfSender(socket, seen.topic, state.now()) ??
    refusalOfPush(request, seen, body) ??
    deviceAnswer(state, token)
  return { ...seen, status, reason }
}

type Refusal = [status: number, reason: string]

function takeScripted({ script }: ApnsState, token: string) {
  const index = script.findIndex((answer) => answer.token === undefined || answer.token === token)
  const found = script[index]
  if (!found) return undefined
  const left = (found.times ?? 1) - 1
  if (left > 0) script[index] = { ...found, times: left }
  else script.splice(index, 1)
  return found
}

/** The topic stands as UID in the certificate of the client. */
function refusalOfSender(socket: TLSSocket | undefined, topic: string, now: Date): Refusal | undefined {
  const certificate = socket?.getPeerX509Certificate?.()
  if (!certificate) return [403, 'MissingProviderToken']
  if (certificate.validToDate <= now) return [403, 'BadCertificate']
  if (topic === '') return [400, 'MissingTopic']
  const uid = /^UID=(.+)$/m.exec(certificate.subject ?? '')?.[1]
  return uid === topic ? undefined : [400, 'TopicDisallowed']
}

function refusalOfPush(
  { method, headers }: Http2ServerRequest,
  { token, magic, priority }: Pick<Judgment, 'token' | 'magic' | 'priority'>,
  body: string,
): Refusal | undefined {
  if (method !== 'POST') return [405, 'MethodNotAllowed']
  if (!/^([\da-f]{2}){1,100}$/i.test(token)) return [400, 'BadDeviceToken']
  if (headers['apns-push-type'] !== 'mdm') return [400, 'InvalidPushType']
  if (priority !== '' && priority !== '10') return [400, 'BadPriority']
  if (body === '' || magic === '') return [400, 'PayloadEmpty']
  return body.length > 4096 ? [413, 'PayloadTooLarge'] : undefined
}

/** A token that nobody is known for is taken: its device may be away. */
const deviceAnswer = ({ gone }: ApnsState, token: string): Refusal =>
  gone.has(token) ? [410, 'Unregistered'] : [200, '']

/** The payload of an MDM push has one member. */
function magicIn(body: string): string | undefined {
  try {
    const { mdm, ...more } = JSON.parse(body) as Record<string, unknown>
    return typeof mdm === 'string' && Object.keys(more).length === 0 ? mdm : undefined
  } catch {
    return undefined
  }
}
