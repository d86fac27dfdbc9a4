import { randomUUID } from 'node:crypto'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { plainServerToken } from '../../protocol/dep/server-token.ts'
import { readAuthorization } from '../../protocol/oauth1/sign.ts'
import { accountDrivenProfile } from './account-driven.ts'
import { accountRecord } from './account.ts'
import { lockDevice } from './activation-lock.ts'
import type { Apple } from './apple.ts'
import { betaTokens } from './beta-tokens.ts'
import type { DepCall } from './dep-call.ts'
import { depCall, protocolVersion } from './dep-call.ts'
import { deviceDetails, fetchDevices, syncDevices } from './device-pages.ts'
import { disownDevices, replacementDetails } from './disown.ts'
import { takeFault } from './faults.ts'
import { coolDown } from './heat.ts'
import type { Answer } from './http.ts'
import { emptyAnswer, hangUp, jsonAnswer, requestUrl, send } from './http.ts'
import type { MdmServer } from './organization.ts'
import { assignProfile, defineProfile, getProfile, removeProfile } from './profiles.ts'
import { Refusal } from './refusal.ts'
import { codeAnswer, scriptedAnswer, spoilPage } from './scripted-answer.ts'
import { firstServer } from './servers.ts'
import { authenticate, newSession, serverOfKey, serverOfSession } from './sessions.ts'

const calls: Record<string, Record<string, (call: DepCall) => unknown>> = {
  '/account': { GET: ({ apple, server, version }) => accountRecord(server, version, apple.rules.limits) },
  '/server/devices': { POST: fetchDevices },
  '/devices/sync': { POST: syncDevices },
  '/devices': { POST: deviceDetails },
  '/devices/disown': { POST: disownDevices },
  '/device/activationlock': { POST: lockDevice },
  '/device/replacementDetails': { GET: replacementDetails },
  '/profile': { POST: defineProfile, GET: getProfile },
  '/profile/devices': { PUT: assignProfile, POST: assignProfile, DELETE: removeProfile },
  '/os-beta-enrollment/tokens': { GET: betaTokens },
  '/account-driven-enrollment/profile': accountDrivenProfile,
}

/** Answers one request to Apple's DEP service, through the fault script. */
export async function answerDep(apple: Apple, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const path = requestUrl(request).pathname
  count(apple, `${request.method} ${path}`)
  const call = { method: request.method, path, server: callerOf(apple, request) }
  const fault = takeFault(apple.faults, call)
  if (fault?.dropConnection === 'before') return hangUp(request, reply)

  const scripted = scriptedAnswer(fault, apple.faults.errorForm)
  const isDone = scripted === undefined || fault?.changeMade === true
  const proper = isDone ? properAnswer(apple, request, path) : undefined
  if (fault?.dropConnection === 'after') return hangUp(request, reply)
  const answer = scripted ?? proper!
  if (fault && proper) spoilPage(proper, fault, request)
  if (fault?.retryAfter !== undefined) answer.headers['Retry-After'] = String(fault.retryAfter)
  answer.headers['X-Apple-Request-UUID'] = randomUUID()
  answer.headers['X-Apple-Edge-Response-Time'] = '1'
  const delayMs = apple.faults.latencyMs + (fault?.delayMs ?? 0)
  await send(reply, answer, { delayMs, cutShort: fault?.dropConnection === 'midway' })
}

/** The name of the MDM server that asks, as far as that can be seen. */
function callerOf(apple: Apple, request: FastifyRequest): string | undefined {
  const bySession = serverOfSession(apple, sessionOf(request))
  if (bySession) return bySession.name
  const { oauth_consumer_key: key } = readAuthorization(request.headers.authorization ?? '') ?? {}
  return key === undefined ? undefined : serverOfKey(apple, key)?.name
}

function sessionOf({ headers }: FastifyRequest): string | undefined {
  const session = headers['x-adm-auth-session']
  return typeof session === 'string' ? session : undefined
}

function properAnswer(apple: Apple, request: FastifyRequest, path: string): Answer {
  const token = sessionOf(request)
  try {
    // A convenience of Apple's old simulator: the token in plain form.
    if (path === '/token' && request.method === 'GET') return plainToken(apple)
    checkAgent(apple, request)
    if (path === '/session' && request.method === 'GET') return startSession(apple, request)
    return callAnswer(apple, request, path, token)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return withSession(apple, codeAnswer(error.status, error.code, apple.faults.errorForm), token)
  }
}

function callAnswer(apple: Apple, request: FastifyRequest, path: string, token: string | undefined): Answer {
  const methods = calls[path]
  const call = methods?.[request.method]
  if (!methods) throw new Refusal(404, 'NOT_FOUND')
  if (!call) throw new Refusal(405, 'METHOD_NOT_ALLOWED')
  const server = runningServer(apple, token)
  checkStanding(apple)
  coolDown(apple)
  return withSession(apple, answerOf(call(depCall(apple, server, request))), token)
}

/** Calls that only do something answer 200 without a body. */
const answerOf = (value: unknown) => (value === undefined ? emptyAnswer() : jsonAnswer(value))

function startSession(apple: Apple, request: FastifyRequest): Answer {
  const server = authenticate(apple, requestUrl(request), request.headers.authorization)
  checkStanding(apple)
  const token = newSession(apple, server)
  return withSession(apple, jsonAnswer({ auth_session_token: token }), token)
}

function runningServer(apple: Apple, token: string | undefined): MdmServer {
  const server = serverOfSession(apple, token)
  const isDead = apple.faults.tokenRevoked || apple.faults.creatorRemoved || server?.isRevoked
  if (server && !isDead) return server
  throw apple.faults.lostSessionStatus === 403
    ? new Refusal(403, 'FORBIDDEN')
    : new Refusal(401, 'UNAUTHORIZED')
}

function checkStanding({ faults }: Apple): void {
  if (faults.termsNotSigned) throw new Refusal(403, 'T_C_NOT_SIGNED')
  if (faults.accessDenied) throw new Refusal(403, 'ACCESS_DENIED')
}

/** Apple began to look at user agents somewhere above version 3 of the protocol. */
function checkAgent({ rules }: Apple, request: FastifyRequest): void {
  const agent = request.headers['user-agent']
  if (!agent) throw new Refusal(400, 'USER_AGENT_MISSING')
  if (protocolVersion(request) > 3 && new RegExp(rules.refusedAgents).test(agent))
    throw new Refusal(400, 'USER_AGENT_INVALID')
}

/** Every answer within a session carries its token, or a new one; old ones stay good. */
function withSession(apple: Apple, answer: Answer, token: string | undefined): Answer {
  const server = serverOfSession(apple, token)
  if (!server || !token) return answer
  answer.headers['X-ADM-Auth-Session'] = apple.faults.rotateSessions ? newSession(apple, server) : token
  return answer
}

const plainToken = (apple: Apple) => jsonAnswer(plainServerToken(firstServer(apple).token))

const count = ({ calls }: Apple, call: string) => calls.set(call, (calls.get(call) ?? 0) + 1)
