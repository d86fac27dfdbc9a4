import { lockDevice } from '../devices/device-store.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { channelOf } from '../protocol/mdm/channel.ts'
import { readCheckIn, type CheckIn, type CheckInOf } from '../protocol/mdm/check-in.ts'
import { buildPlist } from '../protocol/plist/plist.ts'
import { authenticate } from './authenticate.ts'
import { checkBinding, checkStanding, type Caller } from './caller.ts'
import { endEnrollment } from './end-enrollment.ts'
import { findBootstrapToken, lockEnrollment, setBootstrapToken } from './enrollment-store.ts'
import { Refusal } from './refusal.ts'
import { updateToken } from './token-update.ts'

export type Signed = { findCaller: () => Promise<Caller>; body: Buffer; address: string | null }

/** Answers a check-in message; most answers are empty. @throws {Refusal | MdmError} */
export async function answerCheckIn(
  platform: Platform,
  { findCaller, body, address }: Signed,
): Promise<string> {
  const message = readCheckIn(body)
  const caller = await findCaller()
  checkBinding(caller, { UDID: message.UDID })
  // Leaving is always allowed.
  if (message.MessageType !== 'CheckOut') checkStanding(caller)
  return answer(platform, { caller, message, address })
}

type Call<M extends CheckIn = CheckIn> = { caller: Caller; message: M; address: string | null }

async function answer(platform: Platform, call: Call): Promise<string> {
  const { message } = call
  // Other messages of users need no answer.
  if (channelOf(message).user !== undefined && message.MessageType !== 'UserAuthenticate') return ''
  switch (message.MessageType) {
    case 'Authenticate':
      await authenticate(platform, call.caller, message)
      break
    case 'TokenUpdate':
      await updateToken(platform, { ...call, message })
      break
    case 'CheckOut':
      await checkOut(platform, call)
      break
    case 'SetBootstrapToken':
      await storeBootstrapToken(platform, { ...call, message })
      break
    case 'GetBootstrapToken':
      return giveBootstrapToken(platform, call)
    case 'UserAuthenticate':
      throw new Refusal(410, 'Network users are not managed')
    case 'DeclarativeManagement':
      throw new Refusal(404, 'Declarative management is not offered')
    case 'GetToken':
      throw new Refusal(400, 'There are no tokens of this kind')
  }
  return ''
}

async function checkOut({ db, clock }: Platform, { caller, address }: Call): Promise<void> {
  const { enrollment, deviceId, binding } = caller
  if (!enrollment) return
  await db.transaction().execute(async (trx) => {
    const now = clock()
    await lockDevice(trx, deviceId, now)
    const current = await lockEnrollment(trx, enrollment.id)
    if (!current || current.state === 'ended') return
    await endEnrollment(trx, current, {
      reason: 'checked-out',
      actor: deviceActor(binding.serial, address),
      now,
    })
  })
}

const tokenPlace = (id: string) => `enrollment.bootstrap_token_sealed:${id}`

/** A message without a token takes the earlier one back. */
async function storeBootstrapToken(
  { db, secrets }: Platform,
  call: Call<CheckInOf<'SetBootstrapToken'>>,
): Promise<void> {
  const { id } = activeEnrollment(call.caller)
  const { BootstrapToken: token } = call.message
  await setBootstrapToken(db, id, token && token.length > 0 ? secrets.seal(tokenPlace(id), token) : null)
}

/** With the token a Mac can be given new administrators: who reads it is audited. */
async function giveBootstrapToken({ db, secrets }: Platform, { caller, address }: Call): Promise<string> {
  const { id } = activeEnrollment(caller)
  const sealed = await findBootstrapToken(db, id)
  if (!sealed) return ''
  const { deviceId, binding } = caller
  await db.transaction().execute((trx) =>
    recordAudit(trx, deviceActor(binding.serial, address), {
      action: 'bootstrap-token.read',
      target: { kind: 'device', id: deviceId },
    }),
  )
  return buildPlist({ BootstrapToken: secrets.open(tokenPlace(id), sealed) })
}

function activeEnrollment({ enrollment }: Caller): { id: string } {
  if (enrollment?.state !== 'active') throw new Refusal(403, 'The device is not enrolled')
  return enrollment
}
