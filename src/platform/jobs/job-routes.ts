import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { sql } from 'kysely'
import { z } from 'zod'
import { page } from '../../contract/common.ts'
import { Job, JobQuery } from '../../contract/job.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/audit.ts'
import type { Db } from '../db/database.ts'
import { decodeTimeCursor, pageOf } from '../db/paging.ts'
import { actorOf } from '../http/access.ts'
import type { Platform } from '../platform.ts'
import { Problem } from '../problem.ts'

const params = z.object({ id: z.uuid() })

/** pg-boss's own table, read only: states of version 12 (created, retry, active, completed, cancelled, failed). */
export function jobRoutes(server: FastifyInstance, { db, jobs }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['jobs']

  app.get(
    '/api/v1/jobs',
    {
      config: { access: 'job:read' },
      schema: {
        summary: 'List background jobs, newest first',
        tags,
        querystring: JobQuery,
        response: { 200: page(Job) },
      },
    },
    ({ query }) => listJobs(db, query),
  )

  app.post(
    '/api/v1/jobs/:id/retry',
    {
      config: { access: 'job:write' },
      schema: { summary: 'Run a failed job again', tags, params, response: { 200: Job } },
    },
    (request) => retryJob({ db, jobs }, actorOf(request), request.params.id),
  )
}

async function retryJob({ db, jobs }: Pick<Platform, 'db' | 'jobs'>, actor: Actor, id: string): Promise<Job> {
  const job = await findJob(db, id)
  if (!job) throw new Problem('job.not-found', { id })
  if (job.state !== 'failed') throw new Problem('job.not-failed', { id, state: job.state })
  await jobs.retry(job.kind, id)
  const target = { kind: 'job', id, name: job.kind }
  await db.transaction().execute((trx) => recordAudit(trx, actor, { action: 'job.retried', target }))
  return (await findJob(db, id))!
}

/** Times as exact as an answer shows them, so that a cursor made of one loses no row. */
const columns = sql`
  id::text, name as kind, date_trunc('milliseconds', created_on) as "createdAt", started_on as "startedAt", completed_on as "endedAt", retry_count::int + 1 as attempts,
  case state::text when 'created' then 'waiting' when 'retry' then 'waiting' when 'active' then 'running' when 'completed' then 'done' else 'failed' end as state,
  case when state::text in ('failed', 'retry') then coalesce(output ->> 'message', output ->> 'value') end as error`

/** Our own jobs only; pg-boss keeps queues for itself under names with two underscores. */
const ours = sql`name not like '\\_\\_%'`

async function listJobs(db: Db, { limit, cursor, state, kind }: z.output<typeof JobQuery>) {
  const after = cursor ? decodeTimeCursor(cursor) : undefined
  const { rows } = await sql<Job>`
    select * from (select ${columns} from pgboss.job where ${ours}) as job
    where (${state ?? null}::text is null or state = ${state ?? null}) and (${kind ?? null}::text is null or kind = ${kind ?? null})
      and (${after?.id ?? null}::text is null or ("createdAt", id) < (${after?.key ?? null}::timestamptz, ${after?.id ?? null}))
    order by "createdAt" desc, id desc limit ${limit + 1}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from (select ${columns} from pgboss.job where ${ours}) as job
    where (${state ?? null}::text is null or state = ${state ?? null}) and (${kind ?? null}::text is null or kind = ${kind ?? null})`.execute(
    db,
  )
  return {
    ...pageOf(
      rows,
      limit,
      ({ createdAt, id }) => ({ key: createdAt, id }),
      (job) => job,
    ),
    total: counted[0]?.total ?? 0,
  }
}

async function findJob(db: Db, id: string): Promise<Job | undefined> {
  const { rows } = await sql<Job>`select ${columns} from pgboss.job where id = ${id}`.execute(db)
  return rows[0]
}
