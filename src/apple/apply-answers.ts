import { sql } from 'kysely'
import { applySignIn, type SetUpAnswers } from '../devices/apply-sign-in.ts'
import { findDeviceById, type DeviceRecord } from '../devices/device-store.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'

type Enrolling = { record: DeviceRecord; certificateId: string; actor: Actor; now: Date }

/**
 * What a person proved and chose before the certificate was given counts from the moment the device has enrolled with it: a set-up
 * that is broken off leaves nobody as the user. Answers the device as it is then. The caller holds its row.
 */
export async function applyAnswers(
  trx: Trx,
  { record, certificateId, actor, now }: Enrolling,
): Promise<DeviceRecord> {
  const { rows } = await sql<SetUpAnswers>`
    select a.ownership,
      (select json_build_object('id', u.id, 'userName', u.user_name) from app_user u where u.id = a.user_id) as user
    from scep_challenge c join arrival a on a.id = c.arrival_id
    where c.certificate_id = ${certificateId} and (a.user_id is not null or a.ownership is not null)`.execute(
    trx,
  )
  const [answers] = rows
  if (!answers || !(await applySignIn(trx, record, answers, { at: now, actor }))) return record
  return (await findDeviceById(trx, record.device.id, now)) ?? record
}
