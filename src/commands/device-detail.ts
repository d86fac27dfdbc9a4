import { sql } from 'kysely'
import { storable } from '../platform/db/storable.ts'
import type { DeviceDetails } from '../contract/device-details.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { readDeviceInformation } from '../protocol/mdm/command.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { readProfileList } from '../protocol/mdm/profile-commands.ts'
import { readSecurityInfo } from '../protocol/mdm/security-info.ts'
import type { PlistDict } from '../protocol/plist/plist.ts'
import { shownDetails, type StoredDetails } from './shown-details.ts'

type Part = { column: 'information' | 'security' | 'profiles'; read: (content: PlistDict) => unknown }

const parts: Record<string, Part> = {
  DeviceInformation: { column: 'information', read: readDeviceInformation },
  SecurityInfo: { column: 'security', read: readSecurityInfo },
  ProfileList: { column: 'profiles', read: readProfileList },
}

/** Keeps what the device says about itself. What cannot be read, and what an earlier enrollment said, tells nothing. */
export async function storeDetails(
  trx: Trx,
  { deviceId, enrollmentId, now }: { deviceId: string; enrollmentId: string; now: Date },
  { requestType, content }: { requestType: string; content: PlistDict },
): Promise<void> {
  const part = Object.hasOwn(parts, requestType) ? parts[requestType] : undefined
  const read = part && readable(part, content)
  if (read === undefined) return
  const { column } = part!
  const [value, at] = [sql.ref(column), sql.ref(`${column}_at`)]
  const json = JSON.stringify(read, (_key, inner: unknown) =>
    inner instanceof Uint8Array ? undefined : typeof inner === 'string' ? storable(inner) : inner,
  )
  await sql`delete from device_detail where device_id = ${deviceId} and enrollment_id <> ${enrollmentId}`.execute(
    trx,
  )
  await sql`
    insert into device_detail (device_id, enrollment_id, ${value}, ${at}) values (${deviceId}, ${enrollmentId}, ${json}::jsonb, ${now})
    on conflict (device_id) do update set ${value} = ${merged(column)}, ${at} = excluded.${at}`.execute(trx)
}

/** Not every question asks for everything: what was known of a device and is not answered this time stays. */
const merged = (column: Part['column']) =>
  column === 'profiles'
    ? sql`excluded.profiles`
    : sql`coalesce(device_detail.${sql.ref(column)}, '{}') || excluded.${sql.ref(column)}`

function readable({ read }: Part, content: PlistDict): unknown {
  try {
    return read(content)
  } catch (error) {
    if (error instanceof MdmError) return undefined
    throw error
  }
}

/** What the device of the enrollment that goes on says about itself; nothing of earlier ones, and nothing before (H25). */
export async function findDetails(db: Db, deviceId: string): Promise<DeviceDetails> {
  const { rows } = await sql<StoredDetails>`
    select d.information, d.information_at as "informationAt", d.security, d.security_at as "securityAt",
      d.profiles, d.profiles_at as "profilesAt"
    from device_detail d join enrollment e on e.id = d.enrollment_id and e.state = 'active'
    where d.device_id = ${deviceId}`.execute(db)
  return shownDetails(rows[0])
}
