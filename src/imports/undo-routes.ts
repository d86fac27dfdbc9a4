import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id } from '../contract/common.ts'
import { Import, UndoPlan } from '../contract/import.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
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
        tags,
        params,
        response: { 200: Import },
      },
    },
    (request) => undoImport(platform, actorOf(request), request.params.id),
  )
}
