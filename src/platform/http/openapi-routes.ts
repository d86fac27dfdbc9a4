import type { FastifyInstance } from 'fastify'

/** `@fastify/swagger` collects the routes registered before it is asked. */
export function openApiRoutes(server: FastifyInstance): void {
  server.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () =>
    server.swagger(),
  )
}
