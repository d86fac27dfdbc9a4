import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id } from '../contract/common.ts'
import { Import, UndoPlan } from '../contract/import.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { findImport } from './import-store.ts'
import { inTime } from './in-time.ts'
import { planUndo, undoImport } from './undo-import.ts'

const params = z.object({ id: Id })
const tags = ['imports']

export function undoRoutes(server: FastifyInstance, platform: Platform): void {
  const routes = server.withTypeProvider<ZodTypeProvider>()

  routes.get(
    '/api/v1/imports/:id/undo',
    {
      config: { access: 'import:read' },
      schema: {
        summary: 'What an undo would do now, or what it did, and what it keeps and why',
        tags,
        params,
        response: { 200: UndoPlan },
      },
    },
    (request) => planUndo(platform, request.params.id),
  )

  routes.post(
    '/api/v1/imports/:id/undo',
    {
      config: { access: 'import:write' },
      schema: {
        summary:
          'Take an applied import back, as far as nobody changed what it wrote; a repeat answers the same',
        description: 'Answers 202 with the import, still `applied`, when it takes more than some seconds.',
        tags,
        params,
        response: { 200: Import, 202: Import },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const undone = await inTime(undoImport(platform, actorOf(request), id), (error) =>
        platform.log.error({ error, import: id }, 'undoing an import ended in an error'),
      )
      if (undone) return undone
      return reply.code(202).send((await findImport(platform.db, id))!)
    },
  )
}
