import type { FastifyInstance } from 'fastify'
import type { Permission } from '../../contract/permissions.ts'
import type { LiveEvent } from '../../contract/job.ts'
import type { LiveEvents } from '../events/live.ts'
import { actorOf } from './access.ts'

const needs: Record<LiveEvent['topic'], Permission> = {
  device: 'device:read',
  import: 'import:read',
  'dep-account': 'dep.token:read',
  'dep-device': 'dep.token:read',
  'dep-profile': 'dep.token:read',
  arrival: 'arrival:read',
  user: 'user:read',
  job: 'job:read',
}

const heartbeatMs = 15_000

/** Server-sent events (WHATWG HTML, section 9.2). Only what the caller may read is sent. */
export function liveStreamRoutes(server: FastifyInstance, { live }: { live: LiveEvents }): void {
  const open = new Set<() => void>()
  server.addHook('preClose', async () => {
    for (const end of open) end()
  })

  server.get(
    '/api/v1/events/stream',
    {
      config: { access: 'signed-in' },
      schema: { summary: 'Live changes and progress', tags: ['live'], produces: ['text/event-stream'] },
    },
    (request, reply) => {
      const { permissions } = actorOf(request)
      reply.hijack()
      reply.raw.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      })
      reply.raw.write('retry: 2000\n\n')
      const unsubscribe = live.subscribe((event) => {
        if (permissions.has(needs[event.topic])) reply.raw.write(`data: ${JSON.stringify(event)}\n\n`)
      })
      const heartbeat = setInterval(() => reply.raw.write(': still here\n\n'), heartbeatMs)
      const end = () => {
        clearInterval(heartbeat)
        unsubscribe()
        open.delete(end)
        reply.raw.end()
      }
      open.add(end)
      request.raw.on('close', end)
    },
  )
}
