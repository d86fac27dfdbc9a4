import type { FastifyReply, FastifyRequest } from 'fastify'

import { activate, wipe } from './activation.ts'
import type { Apple } from './apple.ts'
import { changeFaults, FaultChange } from './faults.ts'
import { bodyBytes, jsonType, requestUrl } from './http.ts'
import { changeDevices, findDevice } from './portal-devices.ts'
import { PortalError, readRequest } from './portal-error.ts'
import { portalHelp } from './portal-help.ts'
import {
  Activate,
  ChangeCursors,
  ChangeDevices,
  ChangeServer,
  CreateServer,
  DropSessions,
  ListDevices,
  MoveClock,
  Wipe,
} from './portal-requests.ts'
import type { MoveClock as ClockMove } from './portal-requests.ts'
import { changeCursors, changeServer, createServer } from './portal-servers.ts'
import { deviceState, listDevices, portalState } from './portal-state.ts'
import { changeRules, RuleChange } from './rules.ts'
import { dropSessions } from './sessions.ts'

type PortalCall = { apple: Apple; request: FastifyRequest; reply: FastifyReply }

const routes: Record<string, (call: PortalCall) => unknown> = {
  'GET /portal': ({ reply }) => sendText(reply, portalHelp),
  'GET /portal/state': ({ apple }) => portalState(apple),
  'GET /portal/devices': ({ apple, request }) =>
    listDevices(apple, readRequest(ListDevices, queryOf(request))),
  'POST /portal/servers': sendToken,
  'POST /portal/servers/change': ({ apple, request }) =>
    changeServer(apple, readRequest(ChangeServer, jsonOf(request))),
  'POST /portal/cursors': ({ apple, request }) =>
    changeCursors(apple, readRequest(ChangeCursors, jsonOf(request))),
  'POST /portal/devices': ({ apple, request }) =>
    changeDevices(apple, readRequest(ChangeDevices, jsonOf(request))),
  'POST /portal/clock': ({ apple, request }) => moveClock(apple, readRequest(MoveClock, jsonOf(request))),
  'POST /portal/sessions/drop': ({ apple, request }) => ({
    dropped: dropSessions(apple, readRequest(DropSessions, jsonOf(request)).server),
  }),
  'GET /portal/faults': ({ apple }) => apple.faults,
  'POST /portal/faults': ({ apple, request }) => {
    apple.faults = changeFaults(apple.faults, readRequest(FaultChange, jsonOf(request)))
    return apple.faults
  },
  'GET /portal/rules': ({ apple }) => apple.rules,
  'POST /portal/rules': ({ apple, request }) => {
    apple.rules = changeRules(apple.rules, readRequest(RuleChange, jsonOf(request)))
    return apple.rules
  },
  'POST /portal/wipe': ({ apple, request }) => wipe(apple, readRequest(Wipe, jsonOf(request))),
  'POST /portal/activate': ({ apple, request }) =>
    activate(apple, readRequest(Activate, jsonOf(request)).serial),
}

/** Answers one request to the portal: the part of Apple that people and devices use, and the switches for tests. */
export async function answerPortal(
  apple: Apple,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  try {
    const answer = await routeOf(request)({ apple, request, reply })
    if (!reply.sent) await reply.type(jsonType).send(JSON.stringify(answer))
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    await reply
      .code(error.status)
      .type(jsonType)
      .send(JSON.stringify({ error: error.message }))
  }
}

function routeOf(request: FastifyRequest): (call: PortalCall) => unknown {
  const { pathname } = requestUrl(request)
  const route = routes[`${request.method} ${pathname}`]
  if (route) return route
  const serial = /^\/portal\/devices\/([^/]+)$/.exec(pathname)?.[1]
  if (serial === undefined || request.method !== 'GET') {
    throw new PortalError(
      404,
      `The portal has no ${request.method} ${pathname}; GET /portal says what it has`,
    )
  }
  return ({ apple }) => deviceState(findDevice(apple, decodeURIComponent(serial)))
}

/** The certificate may come alone, as the file that was downloaded from the MDM server. */
function sendToken({ apple, request, reply }: PortalCall): FastifyReply {
  const text = bodyBytes(request).toString('utf8')
  const wish = text.trimStart().startsWith('{') ? jsonOf(request) : { ...queryOf(request), certificate: text }
  const file = createServer(apple, readRequest(CreateServer, wish))
  return reply
    .type(file.contentType)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
    .header('x-server-uuid', file.server.uuid)
    .send(file.body)
}

function moveClock({ clock }: Apple, { seconds, hours, days, to }: ClockMove) {
  const ahead = to === undefined ? 0 : Date.parse(to) - clock.now().getTime()
  if (ahead < 0) throw new PortalError(400, 'to: simulated time moves forward only')
  return { now: clock.advance(ahead + (seconds + hours * 3600 + days * 86_400) * 1000).toISOString() }
}

const sendText = (reply: FastifyReply, text: string) => reply.type('text/plain; charset=utf-8').send(text)

const queryOf = (request: FastifyRequest) => Object.fromEntries(requestUrl(request).searchParams)

function jsonOf(request: FastifyRequest): unknown {
  const text = bodyBytes(request).toString('utf8')
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PortalError(400, `The body is not JSON: ${(cause as Error).message}`)
  }
}
