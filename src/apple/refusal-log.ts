import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { RefusedMessages } from '../contract/refused-message.ts'
import { refusalWords } from './refusal-words.ts'
import type { RefusalReason } from './refusal.ts'

export type Endpoint = 'enroll' | 'scep' | 'checkin' | 'mdm'

/** Counts the messages that were refused, for the people who watch over security. */
export type RefusalLog = {
  note(endpoint: Endpoint, reason: RefusalReason, address: string): void
  /** Since this process began, as `endpoint:reason`. */
  tally: Record<string, number>
  /** Writes what was not written yet. */
  flush(): Promise<void>
}

type Counted = { endpoint: Endpoint; reason: RefusalReason; address: string; count: number; at: string }

/** A flood is counted in memory, and costs the database one statement now and then. */
const writeEveryMs = 2000
/** Of more addresses at once than this, the rest is counted together. */
const mostAddresses = 500

export function refusalLog({ db, clock, log }: Pick<Platform, 'db' | 'clock' | 'log'>): RefusalLog {
  const tally: Record<string, number> = {}
  let counted = new Map<string, Counted>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const rows = [...counted.values()]
    counted = new Map()
    if (rows.length > 0) await addCounts(db, rows)
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    return (writing = writing.then(write).catch((err: unknown) => {
      log.error({ err }, 'refused messages were not counted')
    }))
  }
  return {
    tally,
    flush,
    note(endpoint, reason, from) {
      const name = `${endpoint}:${reason}`
      tally[name] = (tally[name] ?? 0) + 1
      const address = counted.size < mostAddresses ? from : 'others'
      const key = `${name} ${address}`
      const { count = 0 } = counted.get(key) ?? {}
      counted.set(key, { endpoint, reason, address, count: count + 1, at: clock().toISOString() })
      timer ??= setTimeout(() => void flush(), writeEveryMs).unref()
    },
  }
}

/** In one order, so that servers which write at once do not wait for each other in a circle. */
async function addCounts(db: Db, rows: readonly Counted[]): Promise<void> {
  await sql`
    insert into refused_message as m (day, endpoint, reason, address, count, first_at, last_at)
    select date_trunc('day', at, 'UTC'), endpoint, reason, address, count, at, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(endpoint text, reason text, address text, count bigint, at timestamptz)
    order by 1, 2, 3, 4
    on conflict (day, endpoint, reason, address) do update
      set count = m.count + excluded.count, last_at = greatest(m.last_at, excluded.last_at)`.execute(db)
}

const keptDays = 90

export async function forgetOldRefusals(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keptDays * 86_400_000)
  await db.deleteFrom('refused_message').where('day', '<', before.toISOString()).execute()
}

export async function listRefusals(db: Db, limit: number): Promise<RefusedMessages[]> {
  const rows = await db
    .selectFrom('refused_message')
    .select(['day', 'endpoint', 'reason', 'address', 'count', 'first_at as firstAt', 'last_at as lastAt'])
    .orderBy('last_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...row,
    endpoint: row.endpoint as Endpoint,
    text: refusalWords[row.reason as RefusalReason] ?? row.reason,
  }))
}
