import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Permission } from '../../contract/permissions.ts'
import type { LiveEvent } from '../../contract/job.ts'
import type { LiveEvents } from '../events/live.ts'

const needs: Record<LiveEvent['topic'], Permission> = {
  device: 'device:read',
  import: 'import:read',
  'dep-account': 'dep.token:read',
  'dep-device': 'dep.token:read',
  'dep-profile': 'dep.token:read',
  'dep-assignment': 'dep.token:read',
  'dep-revision': 'dep.token:read',
  'dep-reconciliation': 'dep.token:read',
  arrival: 'arrival:read',
  user: 'user:read',
  job: 'job:read',
  mail: 'device:read',
  push: 'settings:read',
  'device-due': 'device:read',
  policy: 'policy:read',
  request: 'device:read',
  'bulk-enrollment': 'bulk-enrollment:read',
  'android-agent': 'bulk-enrollment:read',
}

/** A reader that is so far behind is let go: it comes again and reads anew. */
const longestQueueBytes = 1024 * 1024

/** Server-sent events (WHATWG HTML, section 9.2). Only what the caller may read is sent. */
export function liveStreamRoutes(
  server: FastifyInstance,
  { live }: { live: LiveEvents },
  heartbeatMs = 15_000,
): void {
  const open = new Set<() => void>()
  server.addHook('preClose', async () => {
    for (const end of open) end()
  })

  server.get(
    '/api/v1/events/stream',
    {
      config: { access: 'signed-in' },
      exposeHeadRoute: false,
      schema: { summary: 'Live changes and progress', tags: ['live'], produces: ['text/event-stream'] },
    },
    (request, reply) => {
      const write = startStream(reply)
      const end = () => {
        clearInterval(heartbeat)
        unsubscribe()
        open.delete(end)
        reply.raw.end()
      }
      const send = (text: string) => {
        write(text)
        if (reply.raw.writableLength > longestQueueBytes) reply.raw.destroy()
      }
      // Ending the stream makes the reader come again, which reads everything anew.
      const unsubscribe = live.subscribe((event) => {
        if (request.actor?.permissions.has(needs[event.topic])) send(`data: ${JSON.stringify(event)}\n\n`)
      }, end)
      const heartbeat = setInterval(() => {
        send(': still here\n\n')
        void stillSignedIn(request).then((is) => (is ? undefined : end()))
      }, heartbeatMs)
      open.add(end)
      reply.raw.on('close', end)
    },
  )
}

function startStream(reply: FastifyReply): (text: string) => void {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
  reply.raw.write('retry: 2000\n\n')
  return (text) => void reply.raw.write(text)
}

/** A stream may outlive its session, its token or the permissions of its role: they are asked for again. */
async function stillSignedIn(request: FastifyRequest): Promise<boolean> {
  request.actor = await request.server.identify(request).catch(() => undefined)
  return request.actor !== undefined
}
