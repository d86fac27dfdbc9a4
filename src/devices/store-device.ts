import type { Secrets } from '../platform/secrets/secrets.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Device } from '../contract/device.ts'
import type { DeviceState } from './device.ts'
import { setLinks, type References } from './device-references.ts'

/** The place that a sealed code is bound to. */
export const codePlace = (deviceId: string): string => `device.code_sealed:${deviceId}`

/** How a device came here. */
export type Origin = { source: Device['source']; bulkEnrollmentId?: string }

type Writing = { id: string; state: DeviceState; references: References; now: Date }

export async function insertDevice(
  trx: Trx,
  secrets: Secrets,
  { id, state, references, now, origin }: Writing & { origin: Origin },
): Promise<void> {
  await trx
    .insertInto('device')
    .values({
      id,
      source: origin.source,
      bulk_enrollment_id: origin.bulkEnrollmentId ?? null,
      platform: state.platform,
      created_at: now,
      updated_at: now,
      code_sealed: state.code ? secrets.seal(codePlace(id), state.code) : null,
      ...columnsOf(state, references),
    })
    .execute()
  await setLinks(trx, id, references)
}

/** Writes a changed device; its code only when `sealCode` says that it is another one. */
export async function setDevice(
  trx: Trx,
  secrets: Secrets,
  { id, state, references, now, sealCode }: Writing & { sealCode: boolean },
): Promise<void> {
  await trx
    .updateTable('device')
    .set((eb) => ({
      ...columnsOf(state, references),
      ...(sealCode && state.code ? { code_sealed: secrets.seal(codePlace(id), state.code) } : {}),
      revision: eb('revision', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .execute()
  await setLinks(trx, id, references)
}

const columnsOf = (state: DeviceState, { userId, templateId }: References) => ({
  identifier: state.identifier,
  display_name: state.displayName,
  description: state.description,
  ownership: state.ownership,
  serial: state.serial,
  imei: state.imei,
  imei2: state.imei2,
  meid: state.meid,
  udid: state.udid,
  wifi_mac: state.wifiMac,
  manufacturer: state.manufacturer,
  model: state.model,
  user_id: userId,
  template_id: templateId,
  expires_at: state.expiresAt,
  registration_email: state.registrationEmail,
  dep_method: state.depMethod,
  authentication: state.authentication,
  agent_install_required: state.agentInstallRequired,
  custom_attributes: JSON.stringify(state.customAttributes),
})
