import { sql } from 'kysely'
import { recordEvents, type ProductEvent } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { Replacement } from '../protocol/dep/wire.ts'
import type { Apple } from './apple.ts'

type Context = { platform: Platform; apple: Apple; signal: AbortSignal }
type Waiting = { id: string; serial: string }

/** Apple is asked device by device, so no sync asks for more; the rest is the next one's. */
const mostInOneSync = 50

/** Which device each replacement was given for. What Apple does not know is asked again after a week. */
export async function learnReplacements(
  { platform, apple, signal }: Context,
  accountId: string,
): Promise<void> {
  for (const device of await listWaiting(platform, accountId)) {
    if (signal.aborted) return
    try {
      const replacement = await apple.ask(accountId, (client) => client.replacement(device.serial))
      await storeReplacement(platform, device, replacement)
    } catch (error) {
      // The sync itself is done; what stands in Apple's way stands on the account's page.
      if (error instanceof DepError) return
      throw error
    }
  }
}

async function listWaiting({ db, clock }: Platform, accountId: string): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select id, serial from dep_device
    where account_id = ${accountId} and facts @> '{"isReplacement": true}' and replaces_serial is null
      and gone_since is null
      and coalesce(replacement_asked_at < ${clock()}::timestamptz - interval '7 days', true)
    order by replacement_asked_at nulls first, serial limit ${mostInOneSync}`.execute(db)
  return rows
}

async function storeReplacement(
  { db, clock }: Platform,
  { id, serial }: Waiting,
  replacement: Replacement | undefined,
): Promise<void> {
  const original = replacement?.original_device_serial_number
  const on = replacement?.replacement_date ?? null
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('dep_device')
      .set({ replacement_asked_at: clock(), replaces_serial: original ?? null, replaced_on: on })
      .where('id', '=', id)
      .execute()
    if (original) await tellBoth(trx, { id, serial, original, on })
  })
}

type Told = Waiting & { original: string; on: string | null }

/** In the timelines of Apple's records and of ours, on both sides. */
async function tellBoth(trx: Trx, { id, serial, original, on }: Told): Promise<void> {
  const { rows } = await sql<{ kind: 'dep-device' | 'device'; id: string; serial: string }>`
    select 'dep-device' as kind, id, serial from dep_device where serial = ${original}
    union all select 'device', id, serial from device where serial in (${original}, ${serial})`.execute(trx)
  const day = on ? ` on ${on}` : ''
  const facts = { replacement: serial, original, on }
  const event = (subject: ProductEvent['subject'], isOriginal: boolean): ProductEvent => ({
    subject,
    kind: `${subject.kind}.${isOriginal ? 'replaced' : 'replacement'}`,
    actor: 'Apple',
    summary: isOriginal
      ? `Apple replaced this device by ${serial}${day}. What is known of it stays on this record.`
      : `Apple gave this device in place of ${original}${day}.`,
    facts,
  })
  await recordEvents(trx, [
    event({ kind: 'dep-device', id }, false),
    ...rows.map((row) => event({ kind: row.kind, id: row.id }, row.serial === original)),
  ])
}
