import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ApiToken, CreatedApiToken, NewApiToken } from '../contract/admin.ts'
import { page } from '../contract/common.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { actorOf, requirePermission } from '../platform/http/access.ts'
import { wholeList } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { findRoleByName } from './admin-store.ts'
import { deleteApiToken, findApiToken, insertApiToken, listApiTokens } from './api-token-store.ts'

const params = z.object({ id: z.uuid() })

export function apiTokenRoutes(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['api-tokens']

  app.get(
    '/api/v1/api-tokens',
    {
      config: { access: 'api-token:read' },
      schema: { summary: 'List API tokens', tags, response: { 200: page(ApiToken) } },
    },
    async () => wholeList(await listApiTokens(db)),
  )

  app.post(
    '/api/v1/api-tokens',
    {
      config: { access: 'api-token:write' },
      schema: {
        summary: 'Make an API token; the secret is in this answer only',
        tags,
        body: NewApiToken,
        response: { 201: CreatedApiToken },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const { name, role: roleName, expiresAt = null } = request.body
      const role = await findRoleByName(db, roleName)
      if (!role) throw new Problem('role.not-found', { role: roleName })
      // Nobody gives away what they do not have themselves.
      for (const permission of role.permissions) requirePermission(actor, permission)
      const created = await db.transaction().execute(async (trx) => {
        const { id, token } = await insertApiToken(trx, {
          name,
          roleId: role.id,
          createdBy: actor.name,
          expiresAt,
        })
        const after = { name, role: role.name, expiresAt }
        await recordAudit(trx, actor, {
          action: 'api-token.created',
          target: { kind: 'api-token', id, name },
          after,
        })
        return { ...(await findApiToken(trx, id))!, token }
      })
      return reply.code(201).send(created)
    },
  )

  app.delete(
    '/api/v1/api-tokens/:id',
    {
      config: { access: 'api-token:write' },
      schema: { summary: 'Revoke an API token', tags, params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { id } = request.params
      await db.transaction().execute(async (trx) => {
        const before = await findApiToken(trx, id)
        if (!before) throw new Problem('api-token.not-found', { id })
        await deleteApiToken(trx, id)
        await recordAudit(trx, actorOf(request), {
          action: 'api-token.revoked',
          target: { kind: 'api-token', id, name: before.name },
          before,
        })
      })
      return reply.code(204).send(null)
    },
  )
}
