import { z } from 'zod'

import type { Apple } from './apple.ts'
import type { Heat } from './heat.ts'
import type { Device, DeviceEvent, MdmServer, TokenKeys } from './organization.ts'

/*
 * The state as lines of JSON: a head, then device records, then who has which and what happened, by the place of the record.
 * Records are shared between lists and events, as in memory; what was read together is written together.
 */

type SavedServer = Pick<MdmServer, 'uuid' | 'name' | 'cursors' | 'expiredCursors' | 'isRevoked'> & {
  token: Omit<TokenKeys, 'accessTokenExpiry'> & { accessTokenExpiry: string }
  replacedTokens: string[]
  profiles: [string, Record<string, unknown>][]
  cursorKey: string
}
type Head = {
  muster: 'simulated-apple'
  version: 1
  aheadMs: number
  waiting: string[]
  madeUp: number
  heat: [string, Heat][]
  serviceDiscovery: { url: string; at: number } | null
  servers: SavedServer[]
}
type SavedEvent = [record: number, type: DeviceEvent['type'], at: number, replaced: 0 | 1]
type Line =
  | { records: Device[] }
  | { organization: number[] }
  | { server: string; devices: number[] }
  | { server: string; events: SavedEvent[] }

/** Lists are copied at once: changes between two lines do not tear the state. */
export function stateLines({ clock, organization }: Apple): Iterable<string> {
  const { devices, waiting, madeUp, heat, serviceDiscovery, servers } = organization
  const head: Head = {
    muster: 'simulated-apple',
    version: 1,
    aheadMs: clock.now().getTime() - clock.wall().getTime(),
    waiting: [...waiting],
    madeUp,
    heat: [...heat],
    serviceDiscovery: serviceDiscovery ?? null,
    servers: [...servers.values()].map(savedServer),
  }
  const records = new Map<Device, number>()
  const place = (device: Device) => {
    const known = records.get(device)
    if (known !== undefined) return known
    records.set(device, records.size)
    return records.size - 1
  }
  const lines: Line[] = [{ organization: Array.from(devices.values(), place) }]
  for (const { name, devices, events } of servers.values()) {
    lines.push({ server: name, devices: Array.from(devices.values(), place) })
    lines.push({ server: name, events: events.map((event) => savedEvent(event, place)) })
  }
  return textOf(JSON.stringify(head), [...records.keys()], lines)
}

function* textOf(head: string, records: Device[], lines: Line[]): Iterable<string> {
  yield head
  for (let from = 0; from < records.length; from += 1000)
    yield JSON.stringify({ records: records.slice(from, from + 1000) })
  for (const line of lines) yield JSON.stringify(line)
}

const savedEvent = (
  { device, type, at, releasedByReplacement }: DeviceEvent,
  place: (device: Device) => number,
): SavedEvent => [place(device), type, at, releasedByReplacement ? 1 : 0]

const savedServer = (server: MdmServer): SavedServer => ({
  uuid: server.uuid,
  name: server.name,
  cursors: server.cursors,
  expiredCursors: server.expiredCursors,
  ...(server.isRevoked === undefined ? {} : { isRevoked: server.isRevoked }),
  token: { ...server.token, accessTokenExpiry: server.token.accessTokenExpiry.toISOString() },
  replacedTokens: [...server.replacedTokens],
  profiles: [...server.profiles],
  cursorKey: server.cursorKey.toString('base64'),
})

const KnownHead = z.looseObject({ muster: z.literal('simulated-apple'), version: z.literal(1) })

/** Fills an Apple that knows nothing yet. What is read was written by `stateLines`: only the head is looked at twice. */
export async function readState(apple: Apple, lines: AsyncIterable<string>): Promise<void> {
  const records: Device[] = []
  let isBegun = false
  for await (const line of lines) {
    if (isBegun) takeLine(apple, records, JSON.parse(line) as Line)
    else takeHead(apple, line)
    isBegun = true
  }
  if (!isBegun) throw new Error('The state file is empty')
}

function takeHead({ clock, organization }: Apple, line: string): void {
  const head = readHead(line)
  clock.advance(Math.max(head.aheadMs, 0))
  for (const serial of head.waiting) organization.waiting.add(serial)
  organization.madeUp = head.madeUp
  for (const [serial, heat] of head.heat) organization.heat.set(serial, heat)
  if (head.serviceDiscovery) organization.serviceDiscovery = head.serviceDiscovery
  for (const server of head.servers) organization.servers.set(server.name, openedServer(server))
}

function readHead(line: string): Head {
  try {
    return KnownHead.parse(JSON.parse(line)) as unknown as Head
  } catch {
    throw new Error('The state file was not written by this simulator')
  }
}

// Cursors may have been given out after the state was saved: their numbers must not be given out again.
const unsavedCursors = 1_000_000

const openedServer = ({
  token,
  replacedTokens,
  profiles,
  cursorKey,
  cursors,
  ...saved
}: SavedServer): MdmServer => ({
  ...saved,
  token: { ...token, accessTokenExpiry: new Date(token.accessTokenExpiry) },
  replacedTokens: new Set(replacedTokens),
  devices: new Map(),
  events: [],
  profiles: new Map(profiles),
  listings: new Map(),
  cursorKey: Buffer.from(cursorKey, 'base64'),
  cursors: cursors + unsavedCursors,
})

function takeLine({ organization }: Apple, records: Device[], line: Line): void {
  if ('records' in line) return void records.push(...line.records)
  const at = (place: number) => records[place]!
  const bySerial = (places: number[]) => places.map((place) => [at(place).serial, at(place)] as const)
  if ('organization' in line) {
    organization.devices = new Map(bySerial(line.organization))
    return
  }
  const server = organization.servers.get(line.server)!
  if ('devices' in line) server.devices = new Map(bySerial(line.devices))
  else server.events = line.events.map((event) => openedEvent(event, at))
}

const openedEvent = (
  [record, type, at, replaced]: SavedEvent,
  recordAt: (place: number) => Device,
): DeviceEvent => ({
  type,
  at,
  device: recordAt(record),
  ...(replaced ? { releasedByReplacement: true } : {}),
})
