import { CompiledQuery } from 'kysely'
import { PgBoss } from 'pg-boss'
import type { z } from 'zod'
import type { Connection, Db } from '../db/database.ts'
import type { Log } from '../log/log.ts'
import { trackRunningJobs } from './running-jobs.ts'

/** A kind of background work: its queue's name, and a schema by which the payload is read again when the job runs. */
export type JobKind<T extends object> = {
  name: string
  payload: z.ZodType<T>
  /** How often a failed job is tried again; waits double from `retryDelaySeconds` up to an hour. */
  retries?: number
  retryDelaySeconds?: number
  /** How many of the kind one server runs side by side; one unless given. */
  atOnce?: number
}

/** At-least-once: a handler does not mind running twice. It stops at the next safe place when `signal` is aborted. */
export type JobHandler<T> = (payload: T, job: { id: string; signal: AbortSignal }) => Promise<void>

export type Jobs = {
  register<T extends object>(kind: JobKind<T>, handler: JobHandler<T>): void
  registerSchedule<T extends object>(kind: JobKind<T>, cron: string, payload: T): void
  /** Give the transaction that causes the job: both appear together or not at all. `key` allows one waiting job of that key. */
  enqueue<T extends object>(
    db: Db,
    kind: JobKind<T>,
    payload: T,
    options?: { key?: string; afterSeconds?: number },
  ): Promise<string | null>
  /** Puts a failed job back into its queue. */
  retry(kind: string, id: string): Promise<void>
  start(): Promise<void>
  /** Waits for running jobs up to `timeoutMs`; what is not done by then goes back to the queue. */
  stop(timeoutMs?: number): Promise<void>
}

type Registered = { kind: JobKind<object>; handler: JobHandler<object> }

export function createJobs(connection: Connection, log: Log, { work = true }: { work?: boolean } = {}): Jobs {
  // pg-boss reads times with the driver's own parsers, so it gets a pool of its own.
  const boss = new PgBoss({
    ...connection,
    max: 4,
    schema: 'pgboss',
    useListenNotify: work,
    supervise: work,
    schedule: work,
    // How soon the jobs of a server that was killed are found (their heartbeat is 30 s old by then).
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
  })
  boss.on('error', (err) => log.error({ err }, 'job queue failed'))
  const registered: Registered[] = []
  const schedules: { name: string; cron: string; payload: object }[] = []
  const running = trackRunningJobs(boss, log)

  async function startQueue({ kind, handler }: Registered): Promise<void> {
    const { name, payload, atOnce = 1 } = kind
    await boss.createQueue(name, { ...queueOptions(kind), policy: 'short' })
    await boss.updateQueue(name, queueOptions(kind))
    if (!work) return
    await boss.work(name, { ...polling, localConcurrency: atOnce }, async ([job]) => {
      if (!job) return
      const { id, data } = job
      const signal = AbortSignal.any([job.signal, running.signal])
      await running.run({ kind: name, id }, async () => handler(payload.parse(data), { id, signal }))
    })
  }

  return {
    register: (kind, handler) => void registered.push({ kind, handler } as unknown as Registered),
    registerSchedule: ({ name }, cron, payload) => void schedules.push({ name, cron, payload }),
    enqueue: (db, { name }, payload, { key, afterSeconds } = {}) =>
      boss.send(name, payload, {
        db: sqlOver(db),
        // Policy "short" allows one waiting job for each key; a job without a key has one of its own.
        singletonKey: key ?? crypto.randomUUID(),
        ...(afterSeconds ? { startAfter: afterSeconds } : {}),
      }),
    async retry(kind, id) {
      await boss.retry(kind, id)
    },
    async start() {
      await boss.start()
      for (const queue of registered) await startQueue(queue)
      if (work) for (const { name, cron, payload } of schedules) await boss.schedule(name, cron, payload)
    },
    async stop(timeoutMs = 10_000) {
      if (work) for (const { kind } of registered) await boss.offWork(kind.name, { wait: false })
      await running.stop(timeoutMs)
      await boss.stop({ graceful: true, timeout: 1000, close: true })
    },
  }
}

/** New jobs are notified; one that is to run later, or again, is only found by looking. */
const polling = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2, batchSize: 1 }

const queueOptions = ({ retries = 5, retryDelaySeconds = 5 }: JobKind<object>) => ({
  retryLimit: retries,
  retryDelay: retryDelaySeconds,
  retryBackoff: true,
  retryDelayMax: 3600,
  expireInSeconds: 12 * 3600,
  heartbeatSeconds: 30,
  notify: true,
})

const sqlOver = (db: Db) => ({
  executeSql: async (text: string, values: unknown[] = []) => ({
    rows: [...(await db.executeQuery(CompiledQuery.raw(text, values))).rows],
  }),
})
