import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { DepActivationLock, DepActivationLockCode, LockDepDevice } from '../contract/dep-account.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { bypassCode, type BypassCode } from '../protocol/dep/bypass-code.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import {
  insertLock,
  listLocks,
  lockOf,
  openBypassCode,
  sealBypassCode,
  updateLock,
} from './activation-lock-store.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { isDoubtful } from './change-assignments.ts'
import { listKnown, type Known } from './dep-device-store.ts'

type Context = { platform: Platform; apple: Apple }
type Wish = z.output<typeof LockDepDevice>

/**
 * Locks a device at Apple. The bypass code is stored before Apple is asked: whatever happens afterwards, a device that is locked
 * has its code here. A code that locks nothing is forgotten.
 */
export async function lockActivation(
  context: Context,
  actor: Actor,
  serial: string,
  wish: Wish,
): Promise<DepActivationLockCode> {
  const { platform } = context
  const device = (await listKnown(platform.db, [serial])).get(serial)
  if (!device) throw new Problem('dep-device.not-found', { serial })
  const code = wish.escrow ? bypassCode(randomBytes(16)) : undefined
  const id = await storeWish(platform, actor, { device, code, wish })
  const status = await askApple(context, { id, device, code, wish })
  const lock = await storeAnswer(platform, actor, { id, device, status })
  return { lock, bypassCode: lock.hasBypassCode ? (code?.code ?? null) : null }
}

type Asked = { device: Known; code: BypassCode | undefined; wish: Wish }

async function storeWish(
  { db, secrets, clock }: Platform,
  actor: Actor,
  { device, code, wish }: Asked,
): Promise<string> {
  const id = uuidv7()
  await db.transaction().execute(async (trx) => {
    await insertLock(trx, {
      id,
      serial: device.serial,
      account_id: device.account_id,
      bypass_code_sealed: code ? sealBypassCode(secrets, id, code.code) : null,
      lost_message: wish.lostMessage ?? null,
      requested_by: actor.name,
      requested_at: clock(),
    })
    await recordAudit(trx, actor, {
      action: 'dep-device.lock-asked',
      target: targetOf(device),
      after: { escrow: wish.escrow, lostMessage: wish.lostMessage ?? null },
    })
  })
  return id
}

const targetOf = ({ id, serial }: Pick<Known, 'id' | 'serial'>) => ({ kind: 'dep-device', id, name: serial })

/** Apple's word; null when its answer was lost, so that the device may be locked. */
async function askApple(
  { platform, apple }: Context,
  { id, device, code, wish }: Asked & { id: string },
): Promise<string | null> {
  const { serial, account_id } = device
  const request = {
    serial,
    ...(code ? { escrowKey: code.hash } : {}),
    ...(wish.lostMessage ? { lostMessage: wish.lostMessage } : {}),
  }
  try {
    return await apple.ask(account_id, (client) => client.lockActivation(request))
  } catch (error) {
    if (!(error instanceof DepError)) throw error
    if (isDoubtful(error)) return null
    const apple_status = error.appleCode ?? String(error.status ?? 'REFUSED')
    await updateLock(platform.db, id, {
      apple_status,
      bypass_code_sealed: null,
      answered_at: platform.clock(),
    })
    throw problemOf(error, platform.clock())
  }
}

async function storeAnswer(
  { db, clock }: Platform,
  actor: Actor,
  { id, device, status }: { id: string; device: Known; status: string | null },
): Promise<DepActivationLock> {
  return db.transaction().execute(async (trx) => {
    const isUseless = status !== null && status !== 'SUCCESS'
    const row = await updateLock(trx, id, {
      apple_status: status,
      answered_at: status === null ? null : clock(),
      ...(isUseless ? { bypass_code_sealed: null } : {}),
    })
    const lock = lockOf(row)
    await noteAnswer(trx, actor, device, lock)
    return lock
  })
}

async function noteAnswer(trx: Trx, actor: Actor, device: Known, lock: DepActivationLock): Promise<void> {
  const { status, message } = lock
  await recordEvents(trx, [
    {
      subject: { kind: 'dep-device', id: device.id },
      kind: lock.locked ? 'dep-device.locked' : 'dep-device.lock-refused',
      actor: actor.name,
      summary: `${actor.name} asked Apple to lock the device. ${message}`,
      facts: { status, withBypassCode: lock.hasBypassCode },
    },
  ])
  await announce(trx, { topic: 'dep-device', id: device.id })
  await recordAudit(trx, actor, {
    action: 'dep-device.lock-answered',
    target: targetOf(device),
    after: { status, bypassCodeKept: lock.hasBypassCode },
  })
}

/** The code of the last lock that has one, for whoever has to unlock the device; that somebody read it is in the audit log. */
export async function readBypassCode(
  { db, secrets }: Platform,
  actor: Actor,
  serial: string,
): Promise<DepActivationLockCode> {
  return db.transaction().execute(async (trx) => {
    const row = (await listLocks(trx, serial)).find(({ bypass_code_sealed: sealed }) => sealed !== null)
    if (!row?.bypass_code_sealed) throw new Problem('dep-activation-lock.not-found', { serial })
    const code = openBypassCode(secrets, row.id, row.bypass_code_sealed)
    await recordAudit(trx, actor, {
      action: 'dep-device.bypass-code-read',
      target: { kind: 'dep-activation-lock', id: row.id, name: serial },
    })
    return { lock: lockOf(row), bypassCode: code }
  })
}
