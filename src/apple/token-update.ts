import { queueCommands } from '../commands/queue-commands.ts'
import { lockDevice } from '../devices/device-store.ts'
import { completeEnrollment } from '../devices/enroll-device.ts'
import type { Device } from '../contract/device.ts'
import { deviceActor, type Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { isSupervised } from '../policies/device-kit.ts'
import { equipEnrolling } from '../policies/equip.ts'
import type { Signer } from '../protocol/cms/sign-data.ts'
import type { CheckInOf } from '../protocol/mdm/check-in.ts'
import { deviceConfigured, detailQueries, deviceInformation } from '../protocol/mdm/command.ts'
import { profileList } from '../protocol/mdm/profile-commands.ts'
import { securityInfo } from '../protocol/mdm/security-info.ts'
import { applyAnswers } from './apply-answers.ts'
import { stagedMs } from './authenticate.ts'
import type { Caller } from './caller.ts'
import type { Signed } from './check-in.ts'
import { adoptRenewal } from './adopt-renewal.ts'
import { endEnrollment } from './end-enrollment.ts'
import { firstAccount } from './first-account.ts'
import {
  activate,
  lockEnrollment,
  lockOthers,
  setTokens,
  type Enrollment,
  type Tokens,
} from './enrollment-store.ts'
import { noteConflict } from './identity-conflict.ts'
import { Refusal } from './refusal.ts'

type TokenUpdate = CheckInOf<'TokenUpdate'>
type Call = Pick<Signed, 'authorities' | 'address'> & { caller: Caller; message: TokenUpdate }

/**
 * Commits the enrollment when it is the first after Authenticate; later ones bring new tokens, and with a renewed certificate
 * the enrollment goes on as it is. @throws {Refusal}
 */
export async function updateToken(platform: Platform, call: Call): Promise<void> {
  const { db, secrets, clock } = platform
  const { caller, message, address } = call
  const { enrollment, deviceId, binding } = caller
  if (!enrollment) throw new Refusal(403, 'The device has not authenticated', 'not-enrolled')
  // Read outside of the transaction: the first time keys are made.
  const { profileSigner: signer } = await call.authorities()
  await db.transaction().execute(async (trx) => {
    const now = clock()
    // Always in this order, so that nobody waits for somebody who waits for them.
    const record = await lockDevice(trx, deviceId, now)
    const current = await lockEnrollment(trx, enrollment.id)
    if (!record || record.device.status === 'withdrawn')
      throw new Refusal(403, 'The device is withdrawn', 'barred')
    if (!current || current.state === 'ended')
      throw new Refusal(403, 'The enrollment has ended', 'not-enrolled')
    if (current.state === 'staged' && Date.parse(current.createdAt) + stagedMs < now.getTime())
      throw new Refusal(403, 'The device authenticated too long ago', 'not-enrolled')
    await setTokens(trx, current.id, sealedTokens(secrets, { id: current.id, message, now }))
    const actor = deviceActor(binding.serial, address)
    if (current.state === 'staged') {
      const { certificateId } = caller
      const { device } = await applyAnswers(trx, { record, certificateId, actor, now })
      await commit(trx, { secrets, signer }, { device, enrollment: current, message, caller, actor, now })
    } else if (enrollment.isRenewal)
      await adoptRenewal(trx, { device: record.device, enrollment: current, caller, actor, now })
  })
}

type Means = { secrets: Secrets; signer: Signer }
type Commit = {
  device: Device
  enrollment: Enrollment
  message: TokenUpdate
  caller: Caller
  actor: Actor
  now: Date
}

/** A device that was wiped comes back without having checked out: its earlier enrollments end here. */
async function commit(
  trx: Trx,
  { secrets, signer }: Means,
  { device, enrollment, message, caller, actor, now }: Commit,
): Promise<void> {
  for (const other of await lockOthers(trx, enrollment)) {
    if (other.deviceId !== enrollment.deviceId) await noteConflict(trx, { enrollment, other })
    await endEnrollment(trx, other, { reason: 'replaced', actor, now })
  }
  await activate(trx, enrollment.id, now)
  const { AwaitingConfiguration: isAwaiting = false } = message
  await queueCommands(trx, enrollment.id, [deviceInformation(detailQueries)], { secrets })
  // Only a device that Apple's program sets up waits, and such a device is supervised.
  const supervised = isAwaiting || (await isSupervised(trx, device.id))
  await equipEnrolling(trx, device, { secrets, signer, now, isSupervised: supervised })
  const last = isAwaiting
    ? [...(await firstAccount(trx, device)), deviceConfigured()]
    : [securityInfo(), profileList()]
  await queueCommands(trx, enrollment.id, last, { secrets })
  const { ModelName, ProductName, Model } = enrollment.reported
  const { serial, udid } = caller.binding
  const model = ModelName ?? ProductName ?? Model
  await completeEnrollment(trx, { id: enrollment.deviceId }, { at: now, actor, udid, serial, model })
}

function sealedTokens(
  secrets: Secrets,
  { id, message, now }: { id: string; message: TokenUpdate; now: Date },
): Tokens {
  const { Token, PushMagic, UnlockToken, AwaitingConfiguration } = message
  const seal = (column: string, value: Uint8Array | string) =>
    secrets.seal(`enrollment.${column}:${id}`, value)
  return {
    push_token_sealed: seal('push_token_sealed', Token),
    push_magic_sealed: seal('push_magic_sealed', PushMagic),
    push_token_retired_at: null,
    ...(UnlockToken
      ? { unlock_token_sealed: seal('unlock_token_sealed', UnlockToken), unlock_token_at: now }
      : {}),
    ...(AwaitingConfiguration === undefined ? {} : { awaiting_configuration: AwaitingConfiguration }),
  }
}
