import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { Problem } from '../problem.ts'

type Stored = { status: number | null; response: unknown; sameRequest: boolean }
const claimed = new WeakMap<FastifyRequest, { actor: string; key: string }>()

/**
 * `Idempotency-Key` on POST: the first request claims the key, a repeat within 24 hours gets its answer, a repeat that comes
 * while the first is still at work is refused. An answer of 5xx frees the key, so that the repeat is tried for real.
 */
export function addIdempotency(server: FastifyInstance, db: Db): void {
  server.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    if (request.method !== 'POST' || typeof key !== 'string' || !key || !request.actor) return
    if (key.length > 200)
      throw new Problem('request.invalid', { detail: 'An Idempotency-Key has at most 200 characters' })
    const claim = { actor: `${request.actor.kind}:${request.actor.id}`, key }
    if (await claimKey(db, claim, hashOf(request))) {
      claimed.set(request, claim)
      return
    }
    const stored = await findStored(db, claim, hashOf(request))
    if (!stored.sameRequest) throw new Problem('request.idempotency-mismatch')
    if (stored.status === null) throw new Problem('request.in-progress')
    const type = stored.status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8'
    return reply
      .code(stored.status)
      .header('Idempotent-Replayed', 'true')
      .type(type)
      .serializer((body: unknown) => JSON.stringify(body))
      .send(stored.response ?? null)
  })

  server.addHook('onSend', async (request, reply, payload) => {
    const claim = claimed.get(request)
    if (!claim) return payload
    claimed.delete(request)
    const text = typeof payload === 'string' ? payload : null
    await (reply.statusCode >= 500 ? freeKey(db, claim) : storeAnswer(db, claim, reply.statusCode, text))
    return payload
  })
}

/** A file's bytes are not hashed: they stream past. Its path and size stand for them. */
const hashOf = (request: FastifyRequest): Buffer =>
  createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(
      request.body === undefined || request.body === null
        ? String(request.headers['content-length'])
        : JSON.stringify(request.body),
    )
    .digest()

type Claim = { actor: string; key: string }

/** An unanswered claim of more than five minutes ago belongs to a server that died. */
async function claimKey(db: Db, { actor, key }: Claim, hash: Buffer): Promise<boolean> {
  const { rows } = await sql<{ key: string }>`
    insert into idempotency_key as known (actor, key, request_hash) values (${actor}, ${key}, ${hash})
    on conflict (actor, key) do update set request_hash = excluded.request_hash, status = null, response = null, created_at = now()
      where known.created_at < now() - interval '24 hours'
         or (known.status is null and known.created_at < now() - interval '5 minutes')
    returning key`.execute(db)
  return rows.length > 0
}

async function findStored(db: Db, { actor, key }: Claim, hash: Buffer): Promise<Stored> {
  const row = await db
    .selectFrom('idempotency_key')
    .select(['status', 'response', 'request_hash'])
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) throw new Problem('request.in-progress')
  return { status: row.status, response: row.response, sameRequest: row.request_hash.equals(hash) }
}

const storeAnswer = (db: Db, { actor, key }: Claim, status: number, response: string | null) =>
  db
    .updateTable('idempotency_key')
    .set({ status, response })
    .where('actor', '=', actor)
    .where('key', '=', key)
    .execute()

const freeKey = (db: Db, { actor, key }: Claim) =>
  db.deleteFrom('idempotency_key').where('actor', '=', actor).where('key', '=', key).execute()

/** Called by a nightly job. */
export const forgetOldKeys = (db: Db) =>
  db
    .deleteFrom('idempotency_key')
    .where('created_at', '<', sql<never>`now() - interval '24 hours'`)
    .execute()
