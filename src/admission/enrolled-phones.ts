import { sql } from 'kysely'
import { ClaimedIdentifiers } from '../contract/arrival.ts'
import type { Db } from '../platform/db/database.ts'
import type { Registration } from './decision.ts'

type Row = Omit<Registration, 'said'> & { claimed: unknown; reported: unknown }

/**
 * The phones that are enrolled with these records, by their agents and by Google: each way in must see the others. `except`: what
 * Google calls the device that arrives.
 */
export async function listEnrolledPhones(
  db: Db,
  deviceIds: readonly string[],
  except: readonly string[] = [],
): Promise<Registration[]> {
  if (deviceIds.length === 0) return []
  const { rows } = await sql<Row>`
    select device_id as "deviceId", 'agent' as by, claimed, reported, last_seen_at is not null as heard, registered_at as since,
      reported <> '{}' or not exists (select from headwind_agent h where h.registration_id = r.id) as "saidAll"
    from android_registration r where device_id = any(${[...deviceIds]}::uuid[]) and state = 'active'
    union all select device_id, 'google', claimed, '{}', true, first_seen_at, true
    from google_device
    where device_id = any(${[...deviceIds]}::uuid[]) and outcome = 'admit' and gone_at is null and erased_at is null
      and name <> all(${[...except]}::text[])`.execute(db)
  return rows.map(({ claimed, reported, ...row }) => ({
    ...row,
    said: [numbersIn(claimed), numbersIn(reported)],
  }))
}

const Numbers = ClaimedIdentifiers.pick({
  imei: true,
  imei2: true,
  meid: true,
  serial: true,
  manufacturer: true,
})
type Numbers = Partial<Record<keyof typeof Numbers.shape, string>>

/** What agents report may be anything: what is no number says nothing. */
function numbersIn(facts: unknown): Numbers {
  const entries = Object.entries(facts as Record<string, unknown>)
  return Object.fromEntries(
    entries.filter(([name, value]) => name in Numbers.shape && typeof value === 'string'),
  )
}
