import { z } from 'zod'

/*
 * Apple's shapes, read leniently: a member that is missing, null, empty or of an unexpected type is left out
 * instead of failing a page of a thousand devices; unknown members are dropped, unknown words of a list kept.
 */

const text = z.string().min(1).optional().catch(undefined)
/** Clients have seen these in both cases. */
const word = z.string().min(1).toLowerCase().optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)
const count = z.number().int().positive().optional().catch(undefined)
/** RFC 3339. Apple leaves out what is not there, simulators send "". */
const date = z.iso
  .datetime({ offset: true })
  .transform((iso) => new Date(iso))
  .optional()
  .catch(undefined)
const texts = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .optional()
  .catch(undefined)

export const SessionAnswer = z.object({ auth_session_token: z.string().min(1) })

/** GET /account. `urls` tells the page sizes that Apple allows. */
export const Account = z.object({
  server_name: text,
  server_uuid: text,
  admin_id: text,
  facilitator_id: text,
  org_name: text,
  org_email: text,
  org_phone: text,
  org_address: text,
  org_id: text,
  org_id_hash: text,
  org_type: text,
  org_version: text,
  urls: z
    .array(
      z.object({
        uri: z.string(),
        http_method: texts,
        limit: z.object({ default: count, maximum: count }).optional().catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
})
export type Account = z.infer<typeof Account>

/** A device as fetch, sync and details tell it; `op_type` and `op_date` only in sync, `response_status` only in details. */
export const Device = z.object({
  serial_number: z.string().trim().min(1),
  model: text,
  description: text,
  color: text,
  asset_tag: text,
  os: text,
  device_family: text,
  profile_status: text,
  profile_uuid: text,
  profile_assign_time: date,
  profile_push_time: date,
  device_assigned_by: text,
  device_assigned_date: date,
  mdm_migration_deadline: date,
  op_type: word,
  op_date: date,
  response_status: text,
  imei: texts,
  meid: texts,
  eid: text,
  wifi_mac_address: text,
  bluetooth_mac_address: text,
  ethernet_mac_address: text,
  is_replacement_device: flag,
  released_by_replacement: flag,
})
export type Device = z.infer<typeof Device>

/** Records without a serial number are of no use to anybody; `unreadable` counts them. */
const devices = z
  .array(z.unknown())
  .transform((records) => records.flatMap((r) => Device.safeParse(r).data ?? []))

/** POST /server/devices and POST /devices/sync. */
export const DevicePage = z
  .object({
    devices: z
      .array(z.unknown())
      .nullish()
      .transform((list) => list ?? []),
    cursor: z.string().min(1),
    more_to_follow: z.union([z.boolean(), z.literal('true').transform(() => true)]).catch(false),
    fetched_until: date,
  })
  .transform(({ devices: records, ...page }) => {
    const readable = devices.parse(records)
    return { ...page, devices: readable, unreadable: records.length - readable.length }
  })
export type DevicePage = z.infer<typeof DevicePage>

const perSerial = z.record(z.string(), z.unknown())

/** POST /devices: a serial number that is not ours has only `response_status`. */
export const DeviceDetails = z.object({ devices: perSerial }).transform(
  ({ devices: bySerial }) =>
    new Map(
      Object.entries(bySerial).flatMap(([serial, record]) => {
        const { data } = Device.safeParse({ serial_number: serial, ...(record as object) })
        return data ? [[serial, data] as const] : []
      }),
    ),
)

const statuses = perSerial.nullish().transform((map) => map ?? {})
export const ResultsAnswer = z.object({
  devices: statuses,
  profile_uuid: text,
  retry_after_seconds: count,
})
export const DefineAnswer = z.object({ profile_uuid: z.string().min(1), devices: statuses })

/** POST /device/activationlock: 200 for refusals too, `response_status` tells. */
export const ActivationLockAnswer = z.object({ serial_number: text, response_status: z.string().min(1) })

/** GET /device/replacementDetails. The date is a day, as Apple writes it. */
export const Replacement = z.object({
  original_device_serial_number: z.string().trim().min(1),
  replacement_date: text,
})
export type Replacement = z.infer<typeof Replacement>

const BetaToken = z.object({ token: z.string().min(1), title: z.string(), os: z.string() })
/** GET /os-beta-enrollment/tokens, in camel case; an undocumented twin of the list has another name. */
export const BetaTokensAnswer = z
  .object({
    betaEnrollmentTokens: z.array(z.unknown()).optional(),
    seedBuildTokens: z.array(z.unknown()).optional(),
  })
  .transform(({ betaEnrollmentTokens, seedBuildTokens }) =>
    (betaEnrollmentTokens ?? seedBuildTokens ?? []).flatMap((token) => BetaToken.safeParse(token).data ?? []),
  )
export type BetaToken = z.infer<typeof BetaToken>
