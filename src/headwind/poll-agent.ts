import type { FastifyInstance, FastifyRequest } from 'fastify'
import { touchRegistration } from '../android/agent/agent-store.ts'
import { waitForNews } from '../android/agent/wait-for-news.ts'
import type { Platform } from '../platform/platform.ts'
import { configUpdated } from '../protocol/headwind/messages.ts'
import { isSigned, meansOrNothing, numberOf, sendError, sendOk } from './answer-agent.ts'
import { findCaller, type Caller } from './caller.ts'
import { deviceConfiguration } from './device-configuration.ts'
import { headwindPaths } from './headwind-paths.ts'
import { readSentTag } from './sent-tag-store.ts'

/** The agent would wait for 300 seconds; proxies between end what is silent for a minute. */
const longestMs = 50_000

/** The agent holds a call open, and is told when its configuration is not the one that it has (android.md 3.3, call 4). */
export function servePolling(server: FastifyInstance, platform: Platform): void {
  const closing = new AbortController()
  server.addHook('preClose', async () => closing.abort())
  server.get(headwindPaths.polling, { schema: { hide: true } }, async (request, reply) => {
    const means = await meansOrNothing(platform)
    const number = numberOf(request)
    const path = `/rest/notification/polling/${encodeURIComponent(number)}`
    if (!isSigned(means, request, [path, path.slice(1)]))
      return sendError(reply, 'error.permission.denied', 403)
    const gone = AbortSignal.any([closing.signal, goneOf(request)])
    const found = await waitForUpdate(platform, { number, gone })
    // A status of 4xx lets the agent pause for a minute.
    if (found === 'unknown') return sendError(reply, 'error.notfound.device', 404)
    return sendOk(reply, means, found === 'updated' ? JSON.parse(configUpdated) : [])
  })
}

function goneOf({ raw }: FastifyRequest): AbortSignal {
  const gone = new AbortController()
  raw.socket.once('close', () => gone.abort())
  return gone.signal
}

type Waiting = { number: string; gone: AbortSignal }

async function waitForUpdate(
  platform: Platform,
  { number, gone }: Waiting,
): Promise<'unknown' | 'updated' | 'nothing'> {
  const until = performance.now() + longestMs
  for (;;) {
    const caller = await findCaller(platform.db, number)
    if (!caller) return 'unknown'
    if (await hasNews(platform, caller, number)) return 'updated'
    const ms = until - performance.now()
    if (ms <= 0 || gone.aborted) return 'nothing'
    await waitForNews(platform.live, { deviceId: concerned(caller), ms, gone })
  }
}

async function hasNews(platform: Platform, caller: Caller, number: string): Promise<boolean> {
  if (caller.kind === 'wiped') return true
  if (caller.kind === 'quarantined') return caller.quarantined.state === 'refused'
  const { agent } = caller
  await touchRegistration(platform.db, agent.registrationId, platform.clock())
  const { tag } = await deviceConfiguration(platform, agent, number)
  return tag !== (await readSentTag(platform.db, agent.registrationId))
}

const concerned = (caller: Caller): string =>
  caller.kind === 'enrolled'
    ? caller.agent.deviceId
    : caller.kind === 'quarantined'
      ? caller.quarantined.id
      : ''
