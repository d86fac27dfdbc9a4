import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

const folder = new URL('../../../dist/console', import.meta.url).pathname
/** Addresses of programs and devices: nothing there is a page. */
const notPages = /^\/(api|apple|android|e|healthz|readyz|metrics|assets)(\/|$|\?)/

/** The built console; its pages have addresses of their own, so an unknown path is the console's business. */
export async function consoleRoutes(server: FastifyInstance): Promise<void> {
  if (!existsSync(path.join(folder, 'index.html'))) return
  await server.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    setHeaders(response, file) {
      // Built files carry a hash in their name; the page that names them must be asked for each time.
      const keep = file.includes(`${path.sep}assets${path.sep}`)
      void response.header('Cache-Control', keep ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  server.get('/*', { schema: { hide: true } }, (request, reply) => {
    if (notPages.test(request.url)) throw new Problem('route.not-found')
    return reply.sendFile('index.html')
  })
}
