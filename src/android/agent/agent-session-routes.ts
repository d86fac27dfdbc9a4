import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AgentReport } from '../../contract/android-agent.ts'
import type { Platform } from '../../platform/platform.ts'
import { agentPaths } from './agent-paths.ts'
import { agentPolicy } from './agent-policy.ts'
import { findAgent, setSent, touchRegistration, type Agent } from './agent-store.ts'
import { receiveReport } from './receive-report.ts'
import { waitForNews } from './wait-for-news.ts'

const hidden = { hide: true }
const Wait = z.object({ wait: z.coerce.number().int().min(0).max(55).default(0) })

/** What a registered agent reads and tells, with its device token as bearer. */
export function agentSessionRoutes(server: FastifyInstance, platform: Platform): void {
  const closing = new AbortController()
  server.addHook('preClose', async () => closing.abort())

  server.get(agentPaths.policy, { schema: hidden }, async (request, reply) => {
    const agent = await agentOf(platform, request, reply)
    if (!agent) return reply
    const { success, data } = Wait.safeParse(request.query)
    if (!success) return reply.code(400).send({ code: 'request.invalid', message: 'wait: 0 to 55 seconds' })
    const gone = AbortSignal.any([closing.signal, goneOf(request)])
    return sendPolicy(platform, reply, {
      request,
      agent,
      waitMs: data.wait * 1000,
      known: request.headers['if-none-match'],
      gone,
    })
  })

  server.post(agentPaths.report, { bodyLimit: 64 * 1024, schema: hidden }, async (request, reply) => {
    const agent = await agentOf(platform, request, reply)
    if (!agent) return reply
    const report = AgentReport.safeParse(request.body)
    if (!report.success) {
      const message = report.error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; ')
      return reply.code(400).send({ code: 'request.invalid', message })
    }
    await receiveReport(platform, agent, report.data, request.ip)
    return reply.send({ ok: true })
  })
}

/** Whoever has no right to act for a device any more is told so, and registers again. */
async function agentOf(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Agent | undefined> {
  const [, token] = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '') ?? []
  const agent = token === undefined ? undefined : await findAgent(platform.db, token)
  if (!agent) {
    void reply
      .code(401)
      .send({ code: 'device-token.unknown', message: 'The device is not enrolled: register again.' })
    return undefined
  }
  await touchRegistration(platform.db, agent.registrationId, platform.clock())
  return agent
}

function goneOf({ raw }: FastifyRequest): AbortSignal {
  const gone = new AbortController()
  raw.socket.once('close', () => gone.abort())
  return gone.signal
}

type Asked = {
  request: FastifyRequest
  agent: Agent
  waitMs: number
  known: string | undefined
  gone: AbortSignal
}

/** 304 when nothing is new, at once or after having waited for something. */
async function sendPolicy(
  platform: Platform,
  reply: FastifyReply,
  { request, agent, waitMs, known, gone }: Asked,
) {
  const until = performance.now() + waitMs
  for (;;) {
    const { policy, etag } = await agentPolicy(platform, agent)
    const left = until - performance.now()
    if (etag !== known) {
      await setSent(
        platform.db,
        policy.commands.map(({ id }) => id),
        platform.clock(),
      )
      return reply.header('ETag', etag).header('Cache-Control', 'no-store').send(policy)
    }
    if (left <= 0 || gone.aborted) return reply.code(304).header('ETag', etag).send()
    await waitForNews(platform.live, { deviceId: agent.deviceId, ms: left, gone })
    // Its right to act may have been what ended meanwhile.
    if (!(await agentOf(platform, request, reply))) return reply
  }
}
