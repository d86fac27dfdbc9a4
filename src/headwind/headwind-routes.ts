import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../platform/platform.ts'
import { HeadwindEnroll, HeadwindInfo, logRules } from '../protocol/headwind/messages.ts'
import { isSigned, meansOrNothing, numberOf, sendError, sendOk } from './answer-agent.ts'
import { findCaller, hearCaller } from './caller.ts'
import { confirmWipe } from './confirm-wipe.ts'
import { enrollAgent } from './enroll-agent.ts'
import { headwindPaths } from './headwind-paths.ts'
import { servePolling } from './poll-agent.ts'
import { receiveInfo } from './receive-info.ts'
import { sendConfiguration } from './send-configuration.ts'

const hidden = { schema: { hide: true } }
/** A report has the list of all apps, which is not read. */
const withReport = { ...hidden, bodyLimit: 512 * 1024 }

/** What agents of Headwind MDM talk to, unless the settings have it off: nothing is there then (docs/headwind.md). */
export function headwindRoutes(server: FastifyInstance, platform: Platform): void {
  serveEnrolling(server, platform)
  serveReports(server, platform)
  servePolling(server, platform)
}

function serveEnrolling(server: FastifyInstance, platform: Platform): void {
  const { configuration } = headwindPaths
  server.post(configuration, { ...hidden, bodyLimit: 16 * 1024 }, (request, reply) =>
    enroll(platform, request, reply),
  )
  server.get(configuration, hidden, async (request, reply) => {
    const means = await meansOrNothing(platform)
    const number = numberOf(request)
    if (!isSigned(means, request, [number])) return sendError(reply, 'error.permission.denied')
    const caller = await hearCaller(platform, number)
    if (!caller) return sendError(reply, 'error.notfound.device')
    return sendConfiguration(platform, reply, means, { caller, number })
  })
}

/** Also repeated by an agent that is enrolled, and by one that has not heard the answer. */
async function enroll(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const means = await meansOrNothing(platform)
  const number = numberOf(request)
  if (!isSigned(means, request, [number])) return sendError(reply, 'error.permission.denied')
  const known = await hearCaller(platform, number)
  if (known) return sendConfiguration(platform, reply, means, { caller: known, number })
  const said = HeadwindEnroll.safeParse(request.body ?? {})
  if (!said.success || number === '') return sendError(reply, 'error.notfound.device')
  const token = said.data.customer || null
  const result = await enrollAgent(platform, means, { number, token, address: request.ip })
  if ('waitSeconds' in result) {
    void reply.header('Retry-After', String(result.waitSeconds))
    return sendError(reply, 'error.permission.denied', 429)
  }
  if ('refused' in result) return sendError(reply, 'error.notfound.device')
  const { newNumber } = result
  const caller = (await findCaller(platform.db, newNumber))!
  return sendConfiguration(platform, reply, means, { caller, number: newNumber, renamed: true })
}

function serveReports(server: FastifyInstance, platform: Platform): void {
  const { info, logRules: rules, log, reset, reboot, password } = headwindPaths
  server.post(info, withReport, async (request, reply) => {
    const means = await meansOrNothing(platform)
    const said = HeadwindInfo.safeParse(request.body)
    if (!said.success) return sendError(reply, 'error.internal.server', 400)
    const caller = await hearCaller(platform, said.data.deviceId)
    if (!caller) return sendError(reply, 'error.notfound.device', 404)
    await receiveInfo(platform, means, { caller, info: said.data, address: request.ip })
    return sendOk(reply, means, null)
  })
  // Comes right after the first answer: the first sign that it has arrived.
  server.get(rules, hidden, async (request, reply) => {
    const means = await meansOrNothing(platform)
    await hearCaller(platform, numberOf(request))
    return sendOk(reply, means, JSON.parse(logRules))
  })
  // The log of the agent is taken and not kept.
  server.post(log, withReport, async (_request, reply) => sendOk(reply, await meansOrNothing(platform), null))
  server.post(reset, withReport, async (request, reply) => {
    const means = await meansOrNothing(platform)
    const isDone = await confirmWipe(platform, { number: numberOf(request), address: request.ip })
    return isDone ? sendOk(reply, means, null) : sendError(reply, 'error.notfound.device')
  })
  // Neither is ever asked for here, so that there is nothing to confirm.
  for (const path of [reboot, password])
    server.post(path, withReport, async (_request, reply) => {
      await meansOrNothing(platform)
      return sendError(reply, 'error.notfound.device')
    })
}
