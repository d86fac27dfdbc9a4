import { sql } from 'kysely'
import type { DepTarget } from '../../contract/dep-assignment.ts'
import type { Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { storeManyWishes, storeSettled } from '../assignment-store.ts'
import { lineOf } from '../profile-store.ts'
import { countTarget } from './preview-assignment.ts'
import { addRunNumbers, announceRuns, findOrder, lockOrder, type Order } from './run-store.ts'
import { endOfSlice, selectTarget, type Slice, type Wanted } from './targets.ts'

type Context = Pick<Platform, 'db' | 'clock'>

/** Serial numbers of one step: so many that locks are held for moments only, so few steps that reading again costs little. */
const sliceSize = 5000

/** Looks up the devices of every change of many that was ordered, and stores what is wanted of them. */
export async function lookUpDevices(context: Context, signal?: AbortSignal): Promise<void> {
  while (await lookUpSlice(context)) signal?.throwIfAborted()
}

/**
 * The next slice of the oldest order; false when there is none. A slice and how far the order is are one transaction, so that a server
 * may stop at any point. What somebody asked of a device after the order was given is left as it is.
 */
export async function lookUpSlice({ db, clock }: Context): Promise<boolean> {
  const found = await findOrder(db)
  if (!found) return false
  await db.transaction().execute(async (trx) => {
    await lockAccounts(trx, found.accountId)
    const order = await lockOrder(trx, found.id)
    // Another server has done it, or the account was deleted.
    if (!order) return
    const to = await endOfSlice(trx, order.target, { after: order.lookedUpTo, size: sliceSize })
    await storeSlice(trx, order, {
      slice: { after: order.lookedUpTo, to, askedAt: order.createdAt },
      now: clock(),
    })
  })
  await announceRuns(db, [found.id])
  await announce(db, { topic: 'dep-device', id: null })
  return true
}

/** In one order, so that two of them do not wait for each other. */
async function lockAccounts(trx: Trx, accountId: string | null): Promise<void> {
  let accounts = trx.selectFrom('dep_account').select('id').orderBy('id').forNoKeyUpdate()
  if (accountId) accounts = accounts.where('id', '=', accountId)
  await accounts.execute()
}

async function storeSlice(
  trx: Trx,
  order: Order,
  { slice, now }: { slice: Slice; now: Date },
): Promise<void> {
  const { id, target, requestedBy: by, createdAt } = order
  const profile = order.kind === 'remove' ? null : await findWanted(trx, order)
  // A profile that is gone can be given to nobody.
  if (profile === undefined) return addRunNumbers(trx, id, { ...nobody, to: null })
  const { matched, settled, leftOut, newer } = await countTarget(trx, { profile, target, slice }, now)
  const asked = { by, now, requestedAt: new Date(createdAt) }
  await settle(trx, { profile, target, slice }, asked)
  const wanted = sql`select t.id, ${profile?.id ?? null}::uuid as profile_id, 'asked' as source, null::text as rule
    from (${selectTarget(target, profile, now, slice)}) t where t.kind in ('asked', 'throttled', 'limited') and not t.is_newer`
  const terms = { ...asked, nextTryAt: now, runId: id }
  const total = newer + (await storeManyWishes(trx, wanted, terms))
  await addRunNumbers(trx, id, { matched, settled, leftOut, total, to: slice.to })
}

const nobody = { matched: 0, settled: 0, leftOut: 0, total: 0 }

/** The profile that was asked for, or the version that has replaced it since. */
async function findWanted(trx: Trx, { id, profileId }: Order): Promise<Wanted | undefined> {
  const { rows } = await sql<NonNullable<Wanted>>`
    select v.id, v.uuid, v.account_id as "accountId" from dep_profile p join dep_profile v on ${lineOf('v')} = ${lineOf('p')}
    where p.id = ${profileId} and (v.id = p.id or v.id > ${id})
    order by (v.id > ${id}) desc, v.version desc, v.id desc limit 1`.execute(trx)
  return rows[0]
}

type Change = { profile: Wanted; target: DepTarget; slice?: Slice }

/**
 * A wish for something else ends when somebody wants what is so. That a device is to have no profile is remembered in any case, so
 * that none is given to it by itself.
 */
export async function settle(
  trx: Trx,
  { profile, target, slice }: Change,
  terms: { by: string; now: Date; requestedAt?: Date },
): Promise<void> {
  const { now } = terms
  const isAny =
    profile === null ? sql`true` : sql`exists (select from dep_assignment x where x.dep_device_id = t.id)`
  const settled = sql`select t.id, ${profile?.id ?? null}::uuid as profile_id, 'asked' as source, null::text as rule
    from (${selectTarget(target, profile, now, slice)}) t where t.kind = 'settled' and not t.is_newer and ${isAny}`
  await storeSettled(trx, settled, terms)
}
