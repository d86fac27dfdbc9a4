import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { commandJob } from './command-job.ts'
import { deleteErased } from './delete-erased.ts'
import { disableWithdrawn } from './disable-withdrawn.ts'
import { attempt, type Attempt } from './do-command.ts'
import { endFor } from './end-command.ts'
import { claimDue, findNextDue, postpone, setAccepted, type DueCommand } from './google-command-store.ts'
import type { Google } from './open-google.ts'

/** What is due at Google, one after the other. What Google is too busy for waits; it is asked less and less often. */
export async function runCommands(platform: Platform, google: Google, signal: AbortSignal): Promise<void> {
  await disableWithdrawn(platform)
  const opened = await google.management(signal)
  if (!opened) return
  for (;;) {
    signal.throwIfAborted()
    const command = await claimDue(platform.db, platform.clock())
    if (!command) break
    const tried = isTooLate(command, platform.clock())
      ? late(command)
      : await attempt(platform, opened, command)
    if (await settle(platform, command, tried)) break
  }
  await deleteErased(platform, opened)
  await comeBack(platform)
}

/** Whether Google is not to be asked for anything else now. */
async function settle(platform: Platform, command: DueCommand, tried: Attempt): Promise<boolean> {
  const { db, clock } = platform
  const now = clock()
  const { id, attempts } = command
  if (tried.state === 'accepted') {
    const nextAt = secondsAfter(now, pollSeconds(0))
    await setAccepted(db, id, { operation: tried.operation, now, nextAt })
  } else if (tried.state === 'done' || tried.state === 'failed') await endFor(platform, command, tried)
  else if (isOver(command, now)) {
    const message = tried.message ?? 'Google did not say what became of it.'
    await endFor(platform, command, { state: 'failed', message })
  } else {
    const seconds = tried.state === 'pending' ? pollSeconds(attempts) : retrySeconds(attempts)
    await postpone(db, id, { message: tried.message, nextAt: secondsAfter(now, seconds) })
  }
  await db.transaction().execute((trx) => announce(trx, { topic: 'device', id: command.deviceId }))
  return tried.state === 'again' && tried.isForAll
}

/** What Google has not taken in its time is not done later, when nobody waits for it. */
const isTooLate = (command: DueCommand, now: Date): boolean =>
  command.operation === null && isOver(command, now)
const late = ({ message }: DueCommand): Attempt => ({
  state: 'failed',
  message: message ?? 'Google was not asked in time.',
})

/** Google ends a command itself when its time is over, and is given an hour to say so. */
const isOver = ({ giveUpAt, operation }: DueCommand, now: Date): boolean =>
  giveUpAt !== null && Date.parse(giveUpAt) + (operation === null ? 0 : 3_600_000) < now.getTime()

const pollSeconds = (attempts: number) => Math.min(5 * 2 ** attempts, 15 * 60)
const retrySeconds = (attempts: number) => Math.min(30 * 2 ** attempts, 60 * 60)
const secondsAfter = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000)

/** Sooner than in a minute, where something is due sooner. */
async function comeBack({ db, clock, jobs }: Platform): Promise<void> {
  const next = await findNextDue(db)
  if (next === undefined) return
  const seconds = Math.ceil((Date.parse(next) - clock().getTime()) / 1000)
  if (seconds < 60)
    await jobs.enqueue(db, commandJob, {}, { key: 'later', afterSeconds: Math.max(seconds, 1) })
}
