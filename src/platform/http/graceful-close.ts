import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * While the server closes, running requests finish and new ones are told to come again; Fastify ends their connections.
 * A connection that was busy when the server began to close stays open after its answer, for a client that might ask again.
 * Nobody is answered any more, so such connections are closed as they become idle; a running request keeps its own.
 */
export function closeGracefully(server: FastifyInstance): void {
  let timer: NodeJS.Timeout | undefined
  server.addHook('onRequest', async () => {
    if (timer) throw new Problem('server.stopping')
  })
  server.addHook('preClose', async () => {
    timer = setInterval(() => server.server.closeIdleConnections(), 100)
  })
  server.addHook('onClose', async () => clearInterval(timer))
}
