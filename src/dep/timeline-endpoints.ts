import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ListQuery, page, type Page } from '../contract/common.ts'
import { Serial, TimelineEntry } from '../contract/device.ts'
import { listEvents } from '../platform/audit/timeline.ts'
import type { Db } from '../platform/db/database.ts'
import { countRows, decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { accountParams, depTags as tags } from './account-endpoints.ts'
import { getAccountRow } from './account-store.ts'

const serialParams = z.object({ serial: Serial })
type Query = Pick<z.output<typeof ListQuery>, 'limit' | 'cursor'>

/** What happened to an account, and to a device of Apple's lists that may have no record of ours. */
export function timelineEndpoints(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/accounts/:id/timeline',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'List what happened to a DEP account, newest first',
        tags,
        params: accountParams,
        querystring: ListQuery,
        response: { 200: page(TimelineEntry) },
      },
    },
    async ({ params: { id }, query }) => {
      await getAccountRow(db, id)
      return listOf(db, [id], query)
    },
  )
  app.get(
    '/api/v1/dep/devices/:serial/timeline',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'List what happened to a DEP device, in all accounts that had it, newest first',
        tags,
        params: serialParams,
        querystring: ListQuery,
        response: { 200: page(TimelineEntry) },
      },
    },
    async ({ params: { serial }, query }) => {
      const records = await db.selectFrom('dep_device').select('id').where('serial', '=', serial).execute()
      if (records.length === 0) throw new Problem('dep-device.not-found', { serial })
      return listOf(
        db,
        records.map(({ id }) => id),
        query,
      )
    },
  )
}

async function listOf(db: Db, subjects: string[], { limit, cursor }: Query): Promise<Page<TimelineEntry>> {
  const before = cursor ? decodeIdCursor(cursor).id : undefined
  const events = await listEvents(db, subjects, { limit: limit + 1, before })
  const total = await countRows(db, db.selectFrom('event').where('subject_id', 'in', subjects))
  return {
    ...pageOf(
      events,
      limit,
      ({ id }) => ({ key: null, id }),
      (entry) => entry,
    ),
    total,
  }
}
