import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { sql } from 'kysely'
import type { z } from 'zod'
import { AuditEvent, AuditQuery } from '../contract/admin.ts'
import { page } from '../contract/common.ts'
import type { Db } from '../platform/db/database.ts'
import { countRows, decodeNumberCursor, escapeLike, pageOf } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'

export function auditRoutes(server: FastifyInstance, { db }: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/audit-events',
    {
      config: { access: 'audit:read' },
      schema: {
        summary: 'Who did what, newest first',
        tags: ['audit'],
        querystring: AuditQuery,
        response: { 200: page(AuditEvent) },
      },
    },
    ({ query }) => listAuditEvents(db, query),
  )
}

async function listAuditEvents(db: Db, query: z.output<typeof AuditQuery>) {
  const filtered = filterAudit(db, query)
  let rows = filtered
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(query.limit + 1)
  if (query.cursor) rows = rows.where('seq', '<', decodeNumberCursor(query.cursor))
  const [list, total] = await Promise.all([rows.execute(), countRows(db, filtered)])
  return { ...pageOf(list, query.limit, ({ seq }) => ({ key: null, id: String(seq) }), toAuditEvent), total }
}

function filterAudit(db: Db, { actor, action, target, from, to, q }: z.output<typeof AuditQuery>) {
  let query = db.selectFrom('audit_event')
  if (actor) query = query.where('actor', '=', actor)
  if (action) query = query.where('action', 'like', `${escapeLike(action)}%`)
  if (target)
    query = query.where((where) =>
      where.or([where('target_id', '=', target), where('target_name', '=', target)]),
    )
  if (from) query = query.where('at', '>=', from)
  if (to) query = query.where('at', '<', to)
  if (q)
    query = query.where(
      sql`action || ' ' || actor || ' ' || coalesce(target_name, '')`,
      'ilike',
      `%${escapeLike(q)}%`,
    )
  return query
}

type Row = {
  seq: number
  at: string
  actor: string
  actor_kind: string
  action: string
  target_kind: string
  target_id: string
  target_name: string | null
  before: unknown
  after: unknown
  address: string | null
}

const toAuditEvent = (row: Row): AuditEvent => ({
  seq: row.seq,
  at: row.at,
  actor: row.actor,
  actorKind: row.actor_kind as AuditEvent['actorKind'],
  action: row.action,
  targetKind: row.target_kind,
  targetId: row.target_id,
  targetName: row.target_name,
  before: row.before ?? null,
  after: row.after ?? null,
  address: row.address,
})
