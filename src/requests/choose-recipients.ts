import { sql, type RawBuilder } from 'kysely'
import type {
  RequestChannel,
  RequestPreviewItem,
  RequestPreviewQuestion,
} from '../contract/enrollment-request.ts'
import type { DeviceStatus } from '../contract/device.ts'
import { statusOf } from '../devices/device.ts'
import type { Db } from '../platform/db/database.ts'
import { escapeLike } from '../platform/db/paging.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { refusalOf } from './request.ts'

/** Who was chosen, with what a request needs to know of them. */
export type Chosen = RequestPreviewItem & { userId: string | null; checkInEndsAt: string | null }

export type Choice = Omit<RequestPreviewQuestion, 'channel'>

const mostAtOnce = 10_000

/** Everybody who was chosen, in the order of user and device, and how many more there are than go at once. */
export async function chooseRecipients(
  db: Db,
  choice: Choice,
  { channel, now }: { channel: RequestChannel; now: Date },
): Promise<{ chosen: Chosen[]; left: number }> {
  const settings = await readEnrollmentSettings(db)
  const rows = await selectChosen(db, choice)
  const chosen = rows.slice(0, mostAtOnce).map(({ email, mobile, ...row }): Chosen => {
    const status: DeviceStatus | null =
      row.status === null ? null : statusOf({ status: row.status, expiresAt: row.checkInEndsAt }, now)
    const recipient = channel === 'mail' ? email : channel === 'sms' ? mobile : null
    const refusal = refusalOf({ deviceId: row.deviceId, status, email, mobile }, channel, settings)
    return { ...row, recipient, refusal }
  })
  const missing = await listMissing(db, choice)
  return { chosen: [...chosen, ...missing], left: Math.max(0, (rows[0]?.total ?? 0) - mostAtOnce) }
}

type Row = Omit<Chosen, 'recipient' | 'refusal'> & {
  status: string | null
  email: string | null
  mobile: string | null
  total: number
}

/** A user stands for each of their devices that may still enroll, or for themselves when there is none. */
async function selectChosen(db: Db, choice: Choice): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with person as (select u.id from app_user u where ${whichUsers(choice)}),
    chosen as (
      select d.id as device_id, d.user_id from device d where ${whichDevices(choice)}
      union
      select d.id, d.user_id from device d where d.user_id in (select id from person) and d.status = 'enrolling'
      union
      select null, p.id from person p
      where not exists (select from device d where d.user_id = p.id and d.status = 'enrolling'))
    select c.device_id as "deviceId", d.identifier, u.id as "userId", u.user_name as "userName", u.name, d.status,
      d.expires_at as "checkInEndsAt", coalesce(nullif(d.registration_email, ''), u.email) as email, u.mobile,
      exists (select from enrollment_request r
          where r.ended_at is null and r.expires_at > now() and r.device_id = c.device_id)
        or (c.device_id is null and exists (select from enrollment_request r
          where r.ended_at is null and r.expires_at > now() and r.device_id is null and r.user_id = c.user_id)) as replaces,
      count(*) over () as total
    from chosen c left join device d on d.id = c.device_id left join app_user u on u.id = c.user_id
    order by u.user_name nulls last, d.identifier_key, c.device_id limit ${mostAtOnce + 1}`.execute(db)
  return rows
}

const anyOf = (conditions: (RawBuilder<unknown> | undefined)[]): RawBuilder<unknown> => {
  const given = conditions.filter((condition) => condition !== undefined)
  return given.length > 0 ? sql`(${sql.join(given, sql` or `)})` : sql`false`
}

const whichUsers = ({ userNames, organization, domain }: Choice) =>
  anyOf([
    userNames?.length ? sql`u.user_name = any(${userNames}::text[])` : undefined,
    organization
      ? sql`u.id in (select uo.user_id from user_organization uo
          join organization o on o.id = uo.organization_id where o.name = ${organization})`
      : undefined,
    domain
      ? sql`lower(u.email) like ${`%@${escapeLike(domain.toLowerCase().replace(/^@/, ''))}`}`
      : undefined,
  ])

/** Of a whole group only those that have not enrolled; one that is named is meant as it is. */
const whichDevices = ({ deviceIds, group, tag, import: importId }: Choice) =>
  anyOf([
    deviceIds?.length ? sql`d.id = any(${deviceIds}::uuid[])` : undefined,
    group
      ? sql`d.status = 'enrolling' and d.id in (select m.device_id from device_group_member m
          join device_group g on g.id = m.group_id where g.name = ${group})`
      : undefined,
    tag
      ? sql`d.status = 'enrolling' and d.id in (select dt.device_id from device_tag dt
          join tag on tag.id = dt.tag_id where tag.name = ${tag})`
      : undefined,
    importId
      ? sql`d.status = 'enrolling' and d.id in (select p.device_id from import_plan p
          where p.import_id = ${importId} and p.device_outcome is not null)`
      : undefined,
  ])

const nobody: Omit<Chosen, 'deviceId' | 'userName'> = {
  identifier: null,
  name: null,
  recipient: null,
  refusal: 'not-found',
  replaces: false,
  userId: null,
  checkInEndsAt: null,
}

/** What was named and does not exist. */
async function listMissing(db: Db, { userNames = [], deviceIds = [] }: Choice): Promise<Chosen[]> {
  const { rows } = await sql<{ deviceId: string | null; userName: string | null }>`
    select null::uuid as "deviceId", wanted as "userName" from unnest(${userNames}::text[]) as wanted
    where not exists (select from app_user where user_name = wanted)
    union all
    select wanted, null from unnest(${deviceIds}::uuid[]) as wanted
    where not exists (select from device where id = wanted)`.execute(db)
  return rows.map((row) => ({ ...nobody, ...row }))
}

/** As the API shows them. */
export const previewItemOf = (chosen: Chosen): RequestPreviewItem => ({
  deviceId: chosen.deviceId,
  identifier: chosen.identifier,
  userName: chosen.userName,
  name: chosen.name,
  recipient: chosen.recipient,
  refusal: chosen.refusal,
  replaces: chosen.replaces,
})
