import { sql } from 'kysely'
import type { Device } from '../contract/device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { DevicePlatform } from './create-device.ts'
import { generateCode } from './code.ts'
import { authenticationFor } from './device.ts'
import { linkListed } from './link-listed.ts'
import { dropSharedImeis } from './shared-imei.ts'
import { codePlace } from './store-device.ts'

/** A device that somebody else's list knows. Without an identifier it gets its serial number as one. */
export type ListedDevice = Pick<Device, 'platform'> & {
  serial: string
  identifier?: string | undefined
  displayName?: string | null
  description?: string | null
  model?: string | null
  manufacturer?: string | null
  imei?: string | null
  imei2?: string | null
  meid?: string | null
  ownership?: Device['ownership']
  depMethod?: Device['depMethod']
  authentication?: Device['authentication']
  /** Null: it may enroll at any time. */
  expiresAt?: Date | null
}

export type AddedDevice = { id: string; identifier: string; serial: string }

/** Who adds them, and what they all get. */
export type Adding = {
  actor: Actor
  source: Device['source']
  templateId?: string | null
  groupIds?: readonly string[]
}

/**
 * Adds many devices with a handful of statements (the DEP sync pre-enrolls a page of Apple's list). A serial number that any
 * record has, a withdrawn one too, is left out: its record says what shall happen to it. So is a device that a record without a
 * serial number has by IMEI or MEID; the record gets the serial number. Answers those that were added.
 * Writes the audit record: call it last in the transaction.
 */
export async function addDevices(
  trx: Trx,
  { secrets, clock }: Pick<DevicePlatform, 'secrets' | 'clock'>,
  adding: Adding,
  devices: readonly ListedDevice[],
): Promise<AddedDevice[]> {
  const { actor, source, templateId = null, groupIds = [] } = adding
  const fresh = await linkListed(trx, actor, await withoutKnownSerials(trx, devices))
  if (fresh.length === 0) return []
  const identifiers = await freeIdentifiers(trx, fresh)
  const now = clock()
  const rows = fresh.map((device, n) => {
    const id = uuidv7()
    const code = secrets.seal(codePlace(id), generateCode()).toString('hex')
    return rowOf(device, { id, code, identifier: identifiers[n]!, source, templateId, now })
  })
  const added = await insertRows(trx, rows)
  await joinGroups(trx, added, groupIds)
  await dropSharedImeis(
    trx,
    added.map(({ id }) => id),
  )
  await noteAdded(trx, actor, added)
  return added
}

async function withoutKnownSerials(trx: Trx, devices: readonly ListedDevice[]): Promise<ListedDevice[]> {
  const bySerial = new Map(devices.map((device) => [device.serial.trim().toUpperCase(), device]))
  const { rows } = await sql<{ serial: string }>`
    select serial from device where serial = any(${[...bySerial.keys()]})`.execute(trx)
  for (const { serial } of rows) bySerial.delete(serial)
  const fresh = [...bySerial].map(([serial, device]) => ({ ...device, serial }))
  // In one order for everybody, so that two lists with the same devices wait for each other and do not lock up.
  return fresh.sort((a, b) => (a.serial < b.serial ? -1 : 1))
}

const maxIdentifierLength = 20

/** The wanted identifier, or it with -2 to -99 behind it when it belongs to another device. */
async function freeIdentifiers(trx: Trx, devices: readonly ListedDevice[]): Promise<string[]> {
  const wanted = devices.map(({ identifier, serial }) => identifier ?? identifierFrom(serial))
  const keys = wanted.map((name) => name.toLowerCase())
  const taken = await takenIdentifiers(trx, keys)
  const contested = wanted.filter((_name, n) => taken.has(keys[n]!) || keys.indexOf(keys[n]!) < n)
  const others = contested.flatMap(alternatives)
  for (const name of await takenIdentifiers(trx, others)) taken.add(name)
  return wanted.map((name) => {
    const free = [name, ...alternatives(name)].find((choice) => !taken.has(choice.toLowerCase()))
    if (!free) throw new Error('A hundred devices want the same identifier')
    taken.add(free.toLowerCase())
    return free
  })
}

/** B27: letters, digits, "." "-" "_", at most 20. */
const identifierFrom = (serial: string) =>
  serial.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, maxIdentifierLength)

const alternatives = (name: string): string[] =>
  Array.from({ length: 98 }, (_, n) => `${name.slice(0, maxIdentifierLength - 3)}-${n + 2}`)

async function takenIdentifiers(trx: Trx, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const keys = names.map((name) => name.toLowerCase())
  const { rows } = await sql<{ key: string }>`
    select identifier_key as key from device where identifier_key = any(${keys})`.execute(trx)
  return new Set(rows.map(({ key }) => key))
}

type Making = {
  id: string
  code: string
  identifier: string
  source: string
  templateId: string | null
  now: Date
}

const rowOf = (device: ListedDevice, { id, code, identifier, source, templateId, now }: Making) => ({
  id,
  template_id: templateId,
  imei: device.imei ?? null,
  imei2: device.imei2 ?? null,
  meid: device.meid ?? null,
  identifier,
  source,
  serial: device.serial,
  platform: device.platform,
  code_sealed: `\\x${code}`,
  display_name: device.displayName ?? null,
  description: device.description ?? null,
  model: device.model ?? null,
  manufacturer: device.manufacturer ?? null,
  ownership: device.ownership ?? null,
  dep_method: device.depMethod ?? null,
  authentication: device.authentication ?? authenticationFor(device.depMethod ?? null, 'none'),
  expires_at: device.expiresAt?.toISOString() ?? null,
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
})

/** Another transaction may add the same device meanwhile; then its record stands. */
async function insertRows(trx: Trx, rows: readonly ReturnType<typeof rowOf>[]): Promise<AddedDevice[]> {
  const columns = sql`id, identifier, source, serial, platform, code_sealed, display_name, description, model,
    manufacturer, ownership, dep_method, authentication, expires_at, created_at, updated_at, template_id, imei, imei2, meid`
  const { rows: added } = await sql<AddedDevice>`
    insert into device (${columns})
    select ${columns} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, identifier text, source text,
      serial text, platform text, code_sealed bytea, display_name text, description text, model text, manufacturer text,
      ownership text, dep_method text, authentication text, expires_at timestamptz, created_at timestamptz,
      updated_at timestamptz, template_id uuid, imei text, imei2 text, meid text)
    on conflict do nothing
    returning id, identifier, serial`.execute(trx)
  return added
}

async function joinGroups(
  trx: Trx,
  added: readonly AddedDevice[],
  groupIds: readonly string[],
): Promise<void> {
  if (added.length === 0 || groupIds.length === 0) return
  await sql`
    insert into device_group_member (device_id, group_id)
    select d, g from unnest(${added.map(({ id }) => id)}::uuid[]) d, unnest(${[...groupIds]}::uuid[]) g`.execute(
    trx,
  )
}

async function noteAdded(trx: Trx, actor: Actor, added: readonly AddedDevice[]): Promise<void> {
  const events = added.map(({ id, serial }) => ({
    subject: { kind: 'device' as const, id },
    kind: 'device.created',
    actor: actor.name,
    summary: `${actor.name} added the device with the serial number ${serial}.`,
    facts: { serial },
  }))
  await recordEvents(trx, events)
  await announce(trx, { topic: 'device', id: null })
  await recordAudit(trx, actor, {
    action: 'device.created',
    target: { kind: 'device', id: 'many', name: `${added.length} devices` },
    after: { devices: added },
  })
}
