import { randomUUID } from 'node:crypto'
import packageJson from '../../package.json' with { type: 'json' }
import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'
import { recordEvents, type ProductEvent } from '../platform/audit/timeline.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { depClient, type DepClient } from '../protocol/dep/dep-client.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { ServerToken } from '../protocol/dep/server-token.ts'
import { allWell, outcomeOf, stateText, type Outcome } from './account-state.ts'
import { openToken } from './server-token-store.ts'
import { getAccountRow } from './account-store.ts'

/** Apple's service, for this installation. */
export type Apple = {
  /** A client for a token that is not stored yet. */
  clientOf(token: ServerToken): DepClient
  /** The one door to Apple for an account: what its answer says about the account is stored, whether it is good or bad. */
  ask<T>(accountId: string, call: (client: DepClient) => Promise<T>): Promise<T>
}

type Known = { sealed: Buffer; client: DepClient }

const userAgent = `Muster/${packageJson.version}`

export function openApple(platform: Platform, depUrl: string): Apple {
  const { db, secrets, clock, fetch } = platform
  const clients = new Map<string, Known>()

  const clientOf = (token: ServerToken) =>
    depClient({ fetch, baseUrl: depUrl, userAgent, now: clock, nonce: randomUUID, token })

  /** One client, and with it one session, for as long as the token is the same. */
  async function clientFor(accountId: string): Promise<Known> {
    const { token_sealed: sealed } = await getAccountRow(db, accountId)
    if (!sealed) throw new Problem('dep-account.token-missing', { id: accountId })
    const known = clients.get(accountId)
    if (known?.sealed.equals(sealed)) return known
    const fresh = { sealed, client: clientOf(openToken(secrets, accountId, sealed)) }
    clients.set(accountId, fresh)
    return fresh
  }

  return {
    clientOf,
    async ask(accountId, call) {
      const { client, sealed } = await clientFor(accountId)
      try {
        const answer = await call(client)
        await storeOutcome(db, { accountId, sealed }, allWell)
        return answer
      } catch (error) {
        if (error instanceof DepError)
          await storeOutcome(db, { accountId, sealed }, outcomeOf(error, clock()))
        throw error
      }
    },
  }
}

/** About an account while it has the token that the answer was given for. */
type About = { accountId: string; sealed: Buffer }

/**
 * In a transaction of its own: the account's state is true even if what asked for it is rolled back.
 * Good news that is not new writes nothing.
 */
async function storeOutcome(db: Db, { accountId, sealed }: About, outcome: Outcome): Promise<void> {
  const account = db.selectFrom('dep_account').select('state').where('id', '=', accountId)
  const before = await account.executeTakeFirst()
  if (!before || (before.state === 'ok' && outcome.state === 'ok')) return
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('dep_account')
      .set({
        state: outcome.state,
        apple_code: outcome.appleCode,
        state_facts: JSON.stringify(outcome.facts),
        state_since: sql<string>`case when state = ${outcome.state} then state_since else now() end`,
      })
      .where('id', '=', accountId)
      .where('token_sealed', '=', sealed)
      .executeTakeFirst()
    if (numUpdatedRows === 0n || before.state === outcome.state) return
    await recordEvents(trx, [stateEvent(accountId, outcome)])
    await announce(trx, { topic: 'dep-account', id: accountId })
  })
}

const stateEvent = (id: string, { state, appleCode, facts }: Outcome): ProductEvent => ({
  subject: { kind: 'dep-account', id },
  kind: `dep-account.${state}`,
  actor: 'Apple',
  summary: stateText(state, appleCode, facts) ?? 'Apple answers this account again.',
  facts: { appleCode, ...facts },
})
