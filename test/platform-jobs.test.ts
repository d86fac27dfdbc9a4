import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { openDatabase, type Connection, type Db } from '../src/platform/db/database.ts'
import { createJobs, type JobHandler, type JobKind, type Jobs } from '../src/platform/jobs/jobs.ts'
import { createLog } from '../src/platform/log/log.ts'
import { until } from './support/child-server.ts'
import { testApp } from './support/test-app.ts'
import { newTestDatabase } from './support/test-database.ts'

const Count: JobKind<{ n: number }> = {
  name: 'test.count',
  payload: z.object({ n: z.int() }),
  retries: 1,
  retryDelaySeconds: 1,
}

type House = { db: Db; connection: Connection }

async function house(): Promise<House> {
  const connection = await newTestDatabase()
  const { db, close } = openDatabase(connection, 5)
  onTestFinished(() => close())
  return { db, connection }
}

async function startJobs({ connection }: House, handler: JobHandler<{ n: number }>): Promise<Jobs> {
  const jobs = createJobs(connection, createLog('silent'))
  jobs.register(Count, handler)
  await jobs.start()
  onTestFinished(() => jobs.stop(100))
  return jobs
}

async function stateOf(
  { db }: House,
  id: string | null,
): Promise<{ state: string; retriesLeft: number } | undefined> {
  const { rows } = await sql<{ state: string; retriesLeft: number }>`
    select state::text, retry_limit - retry_count as "retriesLeft" from pgboss.job where id = ${id}`.execute(
    db,
  )
  return rows[0]
}

const untilState = (at: House, id: string | null, state: string) =>
  until(async () => (await stateOf(at, id))?.state === state)

test('a job appears with the transaction that causes it, or not at all', async () => {
  const at = await house()
  const seen: number[] = []
  const jobs = await startJobs(at, async ({ n }) => void seen.push(n))
  await at.db
    .transaction()
    .execute(async (trx) => {
      await jobs.enqueue(trx, Count, { n: 1 })
      throw new Error('rolled back')
    })
    .catch(() => {})
  const id = await at.db.transaction().execute((trx) => jobs.enqueue(trx, Count, { n: 2 }))
  await untilState(at, id, 'completed')
  expect(seen).toEqual([2])
})

test('one job of a key waits, however often it is asked for', async () => {
  const at = await house()
  const jobs = await startJobs(at, () => new Promise(() => {}))
  const first = await jobs.enqueue(at.db, Count, { n: 1 }, { key: 'a', afterSeconds: 60 })
  expect(first).toBeTypeOf('string')
  expect(await jobs.enqueue(at.db, Count, { n: 2 }, { key: 'a', afterSeconds: 60 })).toBeNull()
  expect(await jobs.enqueue(at.db, Count, { n: 3 }, { key: 'b', afterSeconds: 60 })).toBeTypeOf('string')
})

/** Does nothing but listen to its signal, and throws what the signal says. */
const waitForSignal: JobHandler<object> = (_payload, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

test('a job that is asked to stop is handed back and runs again at the next start, with all its tries', async () => {
  const at = await house()
  const first = await startJobs(at, waitForSignal)
  const id = await first.enqueue(at.db, Count, { n: 1 })
  await untilState(at, id, 'active')
  await first.stop()
  expect(await stateOf(at, id)).toEqual({ state: 'created', retriesLeft: 1 })

  const seen: number[] = []
  await startJobs(at, async ({ n }) => void seen.push(n))
  await untilState(at, id, 'completed')
  expect(seen).toEqual([1])
})

test('a job that does not listen is handed back when the time is over', async () => {
  const at = await house()
  const jobs = await startJobs(at, () => new Promise(() => {}))
  const id = await jobs.enqueue(at.db, Count, { n: 1 })
  await untilState(at, id, 'active')
  await jobs.stop(50)
  expect(await stateOf(at, id)).toEqual({ state: 'created', retriesLeft: 1 })
})

test('a job that ends while the server stops is done', async () => {
  const at = await house()
  // Not when the queue calls it active: between that and the first line of its work a stop hands it back.
  const begun = Promise.withResolvers<void>()
  const jobs = await startJobs(at, async () => {
    begun.resolve()
    await sleep(300)
  })
  const id = await jobs.enqueue(at.db, Count, { n: 1 })
  await begun.promise
  await jobs.stop()
  expect(await stateOf(at, id)).toMatchObject({ state: 'completed' })
})

test('a job that is handed back while its successor waits leaves the work to it', async () => {
  const at = await house()
  const jobs = await startJobs(at, waitForSignal)
  const id = await jobs.enqueue(at.db, Count, { n: 1 }, { key: 'a' })
  await untilState(at, id, 'active')
  const next = await jobs.enqueue(at.db, Count, { n: 1 }, { key: 'a' })
  await jobs.stop()
  expect(await stateOf(at, id)).toMatchObject({ state: 'completed' })
  expect(await stateOf(at, next)).toMatchObject({ state: 'created' })
})

test('a job that fails is tried again, then stays failed until somebody asks for it', async () => {
  const at = await house()
  let fails = true
  const jobs = await startJobs(at, async () => {
    if (fails) throw new Error('broken')
  })
  const id = await jobs.enqueue(at.db, Count, { n: 1 })
  await untilState(at, id, 'failed')
  fails = false
  await jobs.retry(Count.name, id!)
  await untilState(at, id, 'completed')
})

test('a payload of another shape fails the job and never reaches its handler', async () => {
  const at = await house()
  const seen: unknown[] = []
  const jobs = await startJobs(at, async (payload) => void seen.push(payload))
  const id = await jobs.enqueue(at.db, Count, { n: 'one' } as unknown as { n: number })
  await untilState(at, id, 'failed')
  expect(seen).toEqual([])
})

test('jobs are listed page by page without loss, and a failed one is run again by who may', async () => {
  const connection = await newTestDatabase()
  const app = await testApp({ connection })
  const { db } = app.platform
  const at = { db, connection }
  const jobs = await startJobs(at, async () => {})
  const ids: (string | null)[] = []
  // Many within a millisecond, as an import makes them.
  await db.transaction().execute(async (trx) => {
    for (let n = 0; n < 7; n++) ids.push(await jobs.enqueue(trx, Count, { n }, { afterSeconds: 3600 }))
  })
  const listed: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: { id: string }[]; nextCursor: string | null; total: number } = (
      await app.api('GET', `/jobs?limit=2&kind=test.count${cursor && `&cursor=${cursor}`}`)
    ).body
    expect(page.total).toBe(7)
    listed.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(listed).toHaveLength(7)
  expect(new Set(listed)).toEqual(new Set(ids))

  expect((await app.api('POST', `/jobs/${ids[0]}/retry`)).body).toMatchObject({ code: 'job.not-failed' })
  await sql`update pgboss.job set state = 'failed' where id = ${ids[0]}`.execute(db)
  expect((await app.api('POST', `/jobs/${ids[0]}/retry`)).status).toBe(200)
  expect(await stateOf(at, ids[0]!)).not.toMatchObject({ state: 'failed' })
})
