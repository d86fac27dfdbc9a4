import { sql } from 'kysely'
import { filterDevices, type DeviceFilters } from '../devices/device-list.ts'
import { codePlace } from '../devices/store-device.ts'
import type { Db } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { formatColumns, type ExportColumn } from './export-csv.ts'
import { organizationNames } from './export-users.ts'

/** Which devices; without a status, withdrawn ones are left out, since no import may change them (B55). */
export type DeviceChoice = { filters: DeviceFilters; now: Date; onlyWithUser: boolean }

const chosen = (db: Db, { filters, now, onlyWithUser }: DeviceChoice) => {
  let query = filterDevices(db.selectFrom('device'), filters, now)
  if (!filters.status) query = query.where('device.status', '<>', 'withdrawn')
  return onlyWithUser ? query.where('device.user_id', 'is not', null) : query
}

/** How many devices, and how many of them have no user. */
export const countDevices = (db: Db, choice: DeviceChoice): Promise<{ devices: number; free: number }> =>
  chosen(db, choice)
    .select([
      sql<number>`count(*)`.as('devices'),
      sql<number>`count(*) filter (where user_id is null)`.as('free'),
    ])
    .executeTakeFirstOrThrow()

const batchSize = 1000

const tagNames = sql<string | null>`(
  select string_agg(tag.name, '|' order by tag.name collate "C")
  from device_tag x join tag on tag.id = x.tag_id where x.device_id = device.id)`

const selectBatch = (db: Db, choice: DeviceChoice, after: string | undefined) => {
  const query = chosen(db, choice)
    .select([
      'device.id',
      'identifier_key',
      'identifier',
      'platform',
      'wifi_mac',
      'imei',
      'meid',
      'udid',
      'serial',
      'display_name',
      'description',
      'registration_email',
      'dep_method',
      'expires_at',
      'code_sealed',
      sql<string | null>`(select name from template where template.id = device.template_id)`.as('template'),
      tagNames.as('tags'),
      sql<UserCells | null>`(
        select array[user_name, name, email, description, ${organizationNames}]
        from app_user where app_user.id = device.user_id)`.as('user'),
    ])
    .orderBy('identifier_key')
    .limit(batchSize)
  return after === undefined ? query : query.where('identifier_key', '>', after)
}

type UserCells = [
  userName: string,
  name: string | null,
  email: string | null,
  description: string | null,
  organizations: string | null,
]
export type DeviceRow = Awaited<ReturnType<ReturnType<typeof selectBatch>['execute']>>[number]

/** In the order of the identifiers. A change during the export shows or not; no device is there twice. */
export async function* deviceBatches(db: Db, choice: DeviceChoice): AsyncGenerator<DeviceRow[]> {
  for (let after: string | undefined; ;) {
    const rows = await selectBatch(db, choice, after).execute()
    if (rows.length > 0) yield rows
    after = rows.at(-1)?.identifier_key ?? undefined
    if (rows.length < batchSize) return
  }
}

const userCells: Record<string, ExportColumn<DeviceRow>['cell']> = {
  userName: ({ user }) => user?.[0] ?? null,
  name: ({ user }) => user?.[1] ?? null,
  email: ({ user }) => user?.[2] ?? null,
  userDescription: ({ user }) => user?.[3] ?? null,
  organizations: ({ user }) => user?.[4] ?? null,
}
const deviceCells: Record<string, ExportColumn<DeviceRow>['cell']> = {
  identifier: ({ identifier }) => identifier,
  template: ({ template }) => template,
  platform: ({ platform }) => platform,
  tags: ({ tags }) => tags,
  wifiMac: ({ wifi_mac }) => wifi_mac,
  imei: ({ imei }) => imei,
  meid: ({ meid }) => meid,
  udid: ({ udid }) => udid,
  serial: ({ serial }) => serial,
  displayName: ({ display_name }) => display_name,
  description: ({ description }) => description,
  registrationEmail: ({ registration_email }) => registration_email,
  depMethod: ({ dep_method }) => dep_method,
}

const codeCell =
  (secrets: Secrets): ExportColumn<DeviceRow>['cell'] =>
  ({ id, code_sealed }) =>
    code_sealed && secrets.openText(codePlace(id), code_sealed)

/** ExpirationDays counts from the day of the import: it would move every expiry. ExpiresAt only tells. */
export const deviceColumns = ({ users, secrets }: { users: boolean; secrets: Secrets | undefined }) => [
  ...formatColumns({
    ...deviceCells,
    ...(users ? userCells : {}),
    ...(secrets ? { code: codeCell(secrets) } : {}),
  }),
  {
    name: 'ExpiresAt',
    kind: 'text' as const,
    cell: ({ expires_at }: DeviceRow) => expires_at,
    informs: true,
  },
  ...(users ? [] : [{ name: 'AssignedUser', kind: 'user-name' as const, cell: userCells['userName']! }]),
]
