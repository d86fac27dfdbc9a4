import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { listDue, nextDueInMs, postpone, takeDue } from '../devices/device-due.ts'
import { holdDevice } from '../devices/device-store.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import type { Signer } from '../protocol/cms/sign-data.ts'
import { equipAgain } from './equip.ts'

export const DeliverDue: JobKind<Record<string, never>> = {
  name: 'policy.deliver',
  payload: z.strictObject({}),
}

export type Delivering = { platform: Platform; signer: () => Promise<Signer> }

const mostInRound = 100
/** What is due that soon is waited for; the rest is found by a later job. */
const waitMs = 5000
const longestDelayMs = 300_000
const againSeconds = 900

/**
 * Compares the devices whose time has come with what they are given, each in a transaction of its own, and has itself called
 * again for the rest. Servers that do so at once take turns at a device; whoever comes second finds nothing to do.
 */
export async function deliverDue({ platform, signer }: Delivering, signal: AbortSignal): Promise<void> {
  const { db, jobs } = platform
  while (!signal.aborted) {
    const due = await listDue(db, mostInRound)
    if (due.length > 0) {
      const key = await signer()
      for (const id of due) if (!signal.aborted) await deliverTo(platform, key, id)
      continue
    }
    const ms = await nextDueInMs(db)
    if (ms === undefined || ms > longestDelayMs) return
    if (ms > waitMs) {
      await jobs.enqueue(db, DeliverDue, {}, { key: 'later', afterSeconds: Math.ceil(ms / 1000) })
      return
    }
    await sleep(ms + 10, undefined, { signal }).catch(() => {})
  }
}

/** What fails at one device must not keep the others waiting: it is tried again later. */
async function deliverTo(platform: Platform, signer: Signer, id: string): Promise<void> {
  try {
    await compare(platform, signer, id)
  } catch (err) {
    platform.log.error({ err, device: id }, 'policies of a device could not be compared; tried again later')
    await postpone(platform.db, id, againSeconds)
  }
}

/** The mark goes first: a change that comes while this is at work waits for it, and marks the device anew. */
const compare = ({ db, secrets, clock }: Platform, signer: Signer, id: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const now = clock()
    await holdDevice(trx, id)
    if (await takeDue(trx, id)) await equipAgain(trx, id, { secrets, signer, now })
  })
