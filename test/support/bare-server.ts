import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import type { Permission } from '../../src/contract/permissions.ts'
import type { Actor } from '../../src/platform/audit/actor.ts'
import { createServer, type ServerOptions } from '../../src/platform/http/server.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { createSecrets } from '../../src/platform/secrets/secrets.ts'

export const actorWith = (...permissions: Permission[]): Actor => ({
  kind: 'admin',
  id: 'ana',
  name: 'Ana',
  permissions: new Set(permissions),
  address: null,
})

/** What all routes share, without any of ours: for tests that bring routes of their own. Everybody is `actorWith()`. */
export async function bareServer(
  options: Pick<ServerOptions, 'db'> & Partial<ServerOptions>,
): Promise<FastifyInstance> {
  const server = await createServer({
    log: createLog('silent'),
    secrets: createSecrets([randomBytes(32)]),
    identify: async () => actorWith(),
    publicUrl: () => undefined,
    ...options,
  })
  onTestFinished(() => server.close())
  return server
}
