import type { DepCall } from './dep-call.ts'
import type { Cursor } from './cursor.ts'
import { cursorLifetimeMs, readCursor, writeCursor } from './cursor.ts'
import { date, deviceRecord, eventRecord } from './device-record.ts'
import { isHot } from './heat.ts'
import type { MdmServer } from './organization.ts'
import { Refusal } from './refusal.ts'
import type { Rules } from './rules.ts'

/** Listings kept for clients that are in the middle of one; an older cursor is no longer known. */
const keptListings = 8

/** `POST /server/devices`: every device of the server as it was when the listing began, by operation time. */
export function fetchDevices({ apple, server, body, version }: DepCall) {
  const now = apple.clock.now().getTime()
  const limit = pageSize(body['limit'], apple.rules)
  const position = isBlank(body['cursor']) ? beginListing(server, now) : knownCursor(server, body['cursor'])
  const listing = server.listings.get(position.listing)
  if (!listing) throw new Refusal(400, position.listing === 0 ? 'EXHAUSTED_CURSOR' : 'INVALID_CURSOR')

  const offset = position.offset + limit
  const more = offset < listing.length
  return page(server, now, {
    devices: listing.slice(position.offset, offset).map((device) => deviceRecord(device, version)),
    more,
    next: { listing: more ? position.listing : 0, offset: more ? offset : 0, event: position.event },
  })
}

/** `POST /devices/sync`: what happened since the cursor, in order; of devices that are throttled, nothing. */
export function syncDevices({ apple, server, body, version }: DepCall) {
  const now = apple.clock.now().getTime()
  if (isBlank(body['cursor'])) throw new Refusal(400, 'CURSOR_REQUIRED')
  const position = knownCursor(server, body['cursor'])
  if (now - position.issuedAt > cursorLifetimeMs || position.serial <= server.expiredCursors)
    throw new Refusal(400, 'EXPIRED_CURSOR')

  const event = Math.min(position.event + pageSize(body['limit'], apple.rules), server.events.length)
  return page(server, now, {
    devices: server.events
      .slice(position.event, event)
      .filter(({ device }) => !isHot(apple, device.serial))
      .map((event) => eventRecord(event, version, apple.rules)),
    more: event < server.events.length,
    next: { listing: 0, offset: 0, event },
  })
}

/** The answer of `POST /devices`. */
export function deviceDetails({ server, serials, version }: DepCall) {
  const devices = serials().map((serial) => {
    const device = server.devices.get(serial)
    return [
      serial,
      device
        ? { ...deviceRecord(device, version), response_status: 'SUCCESS' }
        : { response_status: 'NOT_ACCESSIBLE' },
    ] as const
  })
  return { devices: Object.fromEntries(devices) }
}

function beginListing(server: MdmServer, now: number): Cursor {
  const listing = (server.cursors += 1)
  server.listings.set(listing, [...server.devices.values()])
  for (const old of server.listings.keys()) {
    if (server.listings.size <= keptListings) break
    server.listings.delete(old)
  }
  return { listing, offset: 0, event: server.events.length, issuedAt: now, serial: listing }
}

function knownCursor(server: MdmServer, text: unknown): Cursor {
  const cursor = typeof text === 'string' ? readCursor(server.cursorKey, text) : undefined
  if (!cursor) throw new Refusal(400, 'INVALID_CURSOR')
  return cursor
}

function page(
  server: MdmServer,
  now: number,
  {
    devices,
    more,
    next,
  }: {
    devices: Record<string, unknown>[]
    more: boolean
    next: Pick<Cursor, 'listing' | 'offset' | 'event'>
  },
) {
  const cursor = writeCursor(server.cursorKey, { ...next, issuedAt: now, serial: (server.cursors += 1) })
  return { devices, cursor, more_to_follow: more, fetched_until: date(now) }
}

/** What Apple does with a size beyond the maximum is not known. */
function pageSize(limit: unknown, { limits, oversizedPages }: Rules): number {
  const wanted = typeof limit === 'number' && Number.isInteger(limit) && limit > 0 ? limit : limits.default
  if (wanted > limits.maximum && oversizedPages === 'refuse') throw new Refusal(400, 'MALFORMED_REQUEST_BODY')
  return Math.min(wanted, limits.maximum)
}

/** Clients start with no cursor, `null` or an empty one; all mean the first page. */
const isBlank = (cursor: unknown) => cursor === undefined || cursor === null || cursor === ''
