import { holdDevice } from '../devices/device-store.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { channelOf } from '../protocol/mdm/channel.ts'
import { readCheckIn, type CheckIn } from '../protocol/mdm/check-in.ts'
import { authenticate } from './authenticate.ts'
import type { Authorities } from './authority.ts'
import { giveBootstrapToken, storeBootstrapToken } from './bootstrap-token.ts'
import { checkBinding, checkLifetime, checkStanding, type Caller } from './caller.ts'
import { endEnrollment } from './end-enrollment.ts'
import { lockEnrollment } from './enrollment-store.ts'
import { Refusal } from './refusal.ts'
import { updateToken } from './token-update.ts'
import { endUserChannel, updateUserToken } from './user-channel.ts'

export type Signed = {
  findCaller: () => Promise<Caller>
  authorities: () => Promise<Authorities>
  body: Buffer
  address: string | null
}

/** Answers a check-in message (apple-mdm.md 4); most answers are empty. @throws {Refusal | MdmError} */
export async function answerCheckIn(
  platform: Platform,
  { findCaller, authorities, body, address }: Signed,
): Promise<string> {
  const message = readCheckIn(body)
  const caller = await findCaller()
  // Who sends Authenticate may be known by it only.
  if (message.MessageType !== 'Authenticate') checkBinding(caller, { UDID: message.UDID })
  // Leaving is always allowed.
  if (message.MessageType !== 'CheckOut') {
    checkStanding(caller)
    checkLifetime(caller)
  }
  const { user } = channelOf(message)
  const call = { caller, message, address, authorities }
  return user === undefined ? answer(platform, call) : answerUser(platform, { ...call, user })
}

type Call<M extends CheckIn = CheckIn> = Pick<Signed, 'authorities' | 'address'> & {
  caller: Caller
  message: M
}

async function answer(platform: Platform, call: Call): Promise<string> {
  const { message } = call
  switch (message.MessageType) {
    case 'Authenticate':
      await authenticate(platform, { ...call, message })
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
    case 'DeclarativeManagement':
    case 'GetToken':
      throw declined(message.MessageType)
  }
  return ''
}

/** A user has tokens of their own and no commands; nothing that they say is about the device. */
async function answerUser(platform: Platform, call: Call & { user: string }): Promise<string> {
  const { message } = call
  switch (message.MessageType) {
    case 'TokenUpdate':
      await updateUserToken(platform, { ...call, message })
      break
    case 'CheckOut':
      await endUserChannel(platform, call)
      break
    case 'UserAuthenticate':
    case 'DeclarativeManagement':
    case 'GetToken':
      throw declined(message.MessageType)
    case 'Authenticate':
    case 'SetBootstrapToken':
    case 'GetBootstrapToken':
      break
  }
  return ''
}

/** What this server does not take part in, as the protocol wants it said. */
function declined(type: 'UserAuthenticate' | 'DeclarativeManagement' | 'GetToken'): Refusal {
  if (type === 'UserAuthenticate') return new Refusal(410, 'Network users are not managed', 'not-offered')
  if (type === 'GetToken') return new Refusal(400, 'There are no tokens of this kind', 'not-offered')
  return new Refusal(404, 'Declarative management is not offered', 'not-offered')
}

async function checkOut({ db, clock }: Platform, { caller, address }: Call): Promise<void> {
  const { enrollment, deviceId, binding } = caller
  if (!enrollment) return
  await db.transaction().execute(async (trx) => {
    const now = clock()
    await holdDevice(trx, deviceId)
    const current = await lockEnrollment(trx, enrollment.id)
    if (!current || current.state === 'ended') return
    await endEnrollment(trx, current, {
      reason: 'checked-out',
      actor: deviceActor(binding.serial, address),
      now,
    })
  })
}
