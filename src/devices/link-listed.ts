import { sql } from 'kysely'
import type { Actor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { ListedDevice } from './add-devices.ts'

type Match = { serial: string; deviceId: string; identifier: string; known: string | null; matches: number }

/**
 * A record that somebody made by IMEI or MEID, before the serial number was known, is the device's record: it gets the serial number.
 * Answers the devices that are left to add. One whose numbers another device's record has goes without them, as nobody can tell
 * which of the two is right.
 */
export async function linkListed(
  trx: Trx,
  actor: Actor,
  devices: readonly ListedDevice[],
): Promise<ListedDevice[]> {
  const matches = await findMatches(trx, devices)
  if (matches.size === 0) return [...devices]
  const links = linksOf(matches)
  await giveSerials(trx, links)
  await noteLinks(trx, actor, links)
  const linked = new Set(links.map(({ serial }) => serial))
  return devices
    .filter(({ serial }) => !linked.has(serial))
    .map((device) =>
      matches.has(device.serial) ? { ...device, imei: null, imei2: null, meid: null } : device,
    )
}

/** Live records by serial number of the list, each by the first of its numbers that fits. */
async function findMatches(trx: Trx, devices: readonly ListedDevice[]): Promise<Map<string, Match>> {
  const numbers = devices.flatMap(({ serial, imei, imei2, meid }) => [
    ...[imei, imei2].flatMap((number) => (number ? [{ serial, imei: number.slice(0, 14) }] : [])),
    ...(meid ? [{ serial, meid }] : []),
  ])
  if (numbers.length === 0) return new Map()
  const { rows } = await sql<Match>`
    with listed as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(numbers)}::jsonb) as r(serial text, imei text, meid text)
    ), found as (
      select l.serial, d.id from listed l join device d on d.imei_body = l.imei where d.status <> 'withdrawn'
      union select l.serial, d.id from listed l join device d on left(d.imei2, 14) = l.imei where d.status <> 'withdrawn'
      union select l.serial, d.id from listed l join device d on d.meid = l.meid where d.status <> 'withdrawn'
    )
    select f.serial, min(f.id::text) as "deviceId", min(d.identifier) as identifier, min(d.serial) as known, count(*) as matches
    from found f join device d on d.id = f.id group by f.serial`.execute(trx)
  return new Map(rows.map((row) => [row.serial, row]))
}

/** One record for one device, without a serial number; what fits twice is nobody's. */
function linksOf(matches: ReadonlyMap<string, Match>): Match[] {
  const free = [...matches.values()].filter(({ known, matches: count }) => known === null && count === 1)
  const wishes = Map.groupBy(free, ({ deviceId }) => deviceId)
  return free.filter(({ deviceId }) => wishes.get(deviceId)?.length === 1)
}

async function giveSerials(trx: Trx, links: readonly Match[]): Promise<void> {
  const rows = JSON.stringify(links.map(({ deviceId, serial }) => ({ id: deviceId, serial })))
  await sql`
    update device d set serial = r.serial, revision = d.revision + 1, updated_at = now()
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, serial text)
    where d.id = r.id and d.serial is null`.execute(trx)
}

async function noteLinks(trx: Trx, actor: Actor, links: readonly Match[]): Promise<void> {
  if (links.length === 0) return
  await recordEvents(
    trx,
    links.map(({ deviceId, serial }) => ({
      subject: { kind: 'device' as const, id: deviceId },
      kind: 'device.linked',
      actor: actor.name,
      summary: `Apple lists a device with the same IMEI or MEID under the serial number ${serial}; the record got that number.`,
      facts: { serial },
    })),
  )
  await announce(trx, { topic: 'device', id: null })
}
