import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { Problem } from '../problem.ts'
import type { Secrets } from '../secrets/secrets.ts'

/** Answers may hold what is shown once (a new API token), so they are sealed; `secrets` is the installation's. */
type Store = { db: Db; secrets: Secrets }
type Claim = { actor: string; key: string }
type Stored = { status: number | null; response: string | null; sameRequest: boolean }

const claimed = new WeakMap<FastifyRequest, Claim>()

/**
 * `Idempotency-Key` on POST: the first request claims the key, a repeat within 24 hours gets its answer, a repeat that comes
 * while the first is still at work is refused. An answer that says "try again" (5xx, 429) frees the key, so that the repeat is
 * tried for real.
 */
export function addIdempotency(server: FastifyInstance, store: Store): void {
  server.addHook('preHandler', async (request, reply) => {
    const claim = claimOf(request)
    if (!claim) return undefined
    const hash = hashOf(request)
    if (await claimKey(store, claim, hash)) {
      claimed.set(request, claim)
      return undefined
    }
    return replay(reply, await findStored(store, claim, hash))
  })

  server.addHook('onSend', async (request, reply, payload) => {
    const claim = claimed.get(request)
    if (!claim) return payload
    claimed.delete(request)
    const isAnswer = reply.statusCode < 500 && reply.statusCode !== 429 && isText(payload)
    await (isAnswer ? storeAnswer(store, claim, reply.statusCode, payload) : freeKey(store, claim))
    return payload
  })
}

function claimOf(request: FastifyRequest): Claim | undefined {
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || typeof key !== 'string' || !key || !request.actor) return undefined
  if (key.length > 200)
    throw new Problem('request.invalid', { detail: 'An Idempotency-Key has at most 200 characters' })
  return { actor: `${request.actor.kind}:${request.actor.id}`, key }
}

function replay(reply: FastifyReply, { status, response, sameRequest }: Stored): FastifyReply {
  if (!sameRequest) throw new Problem('request.idempotency-mismatch')
  if (status === null) throw new Problem('request.in-progress')
  void reply.code(status).header('Idempotent-Replayed', 'true')
  if (response === null) return reply.send()
  return reply
    .type(status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8')
    .serializer(String)
    .send(response)
}

/** Everything but a stream, which is not kept: a repeat of such a request is tried for real. */
const isText = (payload: unknown): payload is string | null | undefined =>
  typeof payload === 'string' || payload === null || payload === undefined

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

/** An unanswered claim of more than five minutes ago belongs to a server that died. */
async function claimKey({ db }: Store, { actor, key }: Claim, hash: Buffer): Promise<boolean> {
  const { rows } = await sql<{ key: string }>`
    insert into idempotency_key as known (actor, key, request_hash) values (${actor}, ${key}, ${hash})
    on conflict (actor, key) do update
      set request_hash = excluded.request_hash, status = null, response_sealed = null, created_at = now()
      where known.created_at < now() - interval '24 hours'
         or (known.status is null and known.created_at < now() - interval '5 minutes')
    returning key`.execute(db)
  return rows.length > 0
}

async function findStored({ db, secrets }: Store, claim: Claim, hash: Buffer): Promise<Stored> {
  const row = await db
    .selectFrom('idempotency_key')
    .select(['status', 'response_sealed', 'request_hash'])
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .executeTakeFirst()
  if (!row) throw new Problem('request.in-progress')
  const { status, response_sealed: sealed, request_hash: known } = row
  return {
    status,
    response: sealed && secrets.openText(placeOf(claim), sealed),
    sameRequest: known.equals(hash),
  }
}

const placeOf = ({ actor, key }: Claim) => `idempotency_key.response:${actor} ${key}`

const storeAnswer = (
  { db, secrets }: Store,
  claim: Claim,
  status: number,
  response: string | null | undefined,
) =>
  db
    .updateTable('idempotency_key')
    .set({ status, response_sealed: response ? secrets.seal(placeOf(claim), response) : null })
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .execute()

const freeKey = ({ db }: Store, { actor, key }: Claim) =>
  db.deleteFrom('idempotency_key').where('actor', '=', actor).where('key', '=', key).execute()

/** Called by a nightly job. */
export const forgetOldKeys = (db: Db) =>
  db
    .deleteFrom('idempotency_key')
    .where('created_at', '<', sql<never>`now() - interval '24 hours'`)
    .execute()
