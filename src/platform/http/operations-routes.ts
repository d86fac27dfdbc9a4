import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Db } from '../db/database.ts'
import { Problem } from '../problem.ts'
import type { Identify } from './access.ts'
import { addGauge, type LiveGauge } from './live-gauge.ts'

export type Operations = { db: Db; identify: Identify; ready: () => boolean; gauges?: readonly LiveGauge[] }

/** For load balancers and Prometheus. Metrics name no person and no device; from elsewhere than this machine they need a token. */
export function operationsRoutes(server: FastifyInstance, operations: Operations): void {
  const { db, identify, ready, gauges = [] } = operations
  const registry = new Registry()
  for (const gauge of gauges) addGauge(registry, gauge)
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'muster_http_request_duration_seconds',
    help: 'Duration of requests by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    durations.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
  })

  server.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))

  server.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    if (!ready()) return reply.code(503).send({ status: 'stopping' })
    return (await isAnswering(db))
      ? { status: 'ready' }
      : reply.code(503).send({ status: 'the database does not answer' })
  })

  server.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    await allowMetrics(request, identify)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

const isAnswering = (db: Db) =>
  sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )

/** What a proxy on this machine passes on comes from elsewhere, even when it is not configured as trusted. */
const isLocal = ({ ip, headers }: FastifyRequest) =>
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip) && !headers['x-forwarded-for'] && !headers.forwarded

async function allowMetrics(request: FastifyRequest, identify: Identify): Promise<void> {
  if (isLocal(request)) return
  const actor = await identify(request)
  if (!actor) throw new Problem('session.required')
  if (!actor.permissions.has('settings:read'))
    throw new Problem('permission.denied', { permission: 'settings:read' })
}
