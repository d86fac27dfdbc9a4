import { setTimeout as sleep } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import { uniqueViolation } from '../db/database.ts'
import type { Log } from '../log/log.ts'

/** Why the signal of a running job is aborted when the server stops. Whatever the handler throws then, the job is not at fault. */
export class JobHandedBack extends Error {
  override readonly name = 'JobHandedBack'
}

type Run = { kind: string; id: string }

/** The jobs at work in this process, so that a stop can wait for them and hand back what is not done. */
export type RunningJobs = {
  signal: AbortSignal
  run(job: Run, work: () => Promise<void>): Promise<void>
  stop(timeoutMs: number): Promise<void>
}

export function trackRunningJobs(boss: PgBoss, log: Log): RunningJobs {
  const stopping = new AbortController()
  const running = new Map<Run, Promise<void>>()

  async function attempt(job: Run, work: () => Promise<void>): Promise<void> {
    try {
      stopping.signal.throwIfAborted()
      await work()
    } catch (err) {
      if (stopping.signal.aborted) return handBack(boss, log, job)
      log.warn({ err, ...job }, 'job failed')
      throw err
    }
  }

  return {
    signal: stopping.signal,
    async run(job, work) {
      const outcome = attempt(job, work)
      running.set(job, outcome)
      await outcome.finally(() => running.delete(job))
    },
    async stop(timeoutMs) {
      stopping.abort(new JobHandedBack('The server is stopping'))
      await Promise.race([Promise.allSettled(running.values()), sleep(timeoutMs, undefined, { ref: false })])
      for (const job of running.keys()) {
        await handBack(boss, log, job)
        running.delete(job)
      }
    },
  }
}

/**
 * The job waits again, as if it had not run. Count and limit go up together: by the count pg-boss tells this attempt from the
 * next one, so that ending this one does not end that one. When the same job waits already, that one will do.
 */
async function handBack(boss: PgBoss, log: Log, { kind, id }: Run): Promise<void> {
  const back = `update pgboss.job set state = 'created', started_on = null, heartbeat_on = null, retry_count = retry_count + 1,
    retry_limit = retry_limit + 1 where name = $1 and id = $2 and state = 'active'`
  try {
    await boss.getDb().executeSql(back, [kind, id])
    log.info({ kind, id }, 'job handed back')
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error
  }
}
