import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** `@fastify/swagger` collects the routes; the page to read them in is served from this server alone. */
export async function openApiRoutes(server: FastifyInstance): Promise<void> {
  server.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () =>
    server.swagger(),
  )
  await server.register(swaggerUi, { routePrefix: '/api/docs', uiConfig: { deepLinking: true } })
}
