import type pg from 'pg'
import { holdLock } from '../platform/db/advisory-lock.ts'

/**
 * One server at a time works on an import. The lock belongs to the connection, so it ends with the process that holds it: what
 * is marked as being worked on and is not locked was left by one that died.
 */
export function withImportLock<T>(
  pool: pg.Pool,
  id: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inTurn(() => waitForLock(pool, id, work))
}

/**
 * Each import holds one connection while it works over others (five in all): as many imports at once as the pool has connections would wait
 * for each other for ever.
 */
const mostAtOnce = 3
let working = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else working++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    // The place goes from hand to hand.
    if (next) next()
    else working--
  }
}

async function waitForLock<T>(
  pool: pg.Pool,
  id: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken = false
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [lockName(id)])
    return await work(client)
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => {
      broken = true
    })
    client.release(broken)
  }
}

/** Runs `work` if nobody holds the lock; false otherwise. */
export async function ifUnlocked(pool: pg.Pool, id: string, work: () => Promise<void>): Promise<boolean> {
  const lock = await holdLock(pool, lockName(id))
  if (!lock) return false
  try {
    await work()
    return true
  } finally {
    await lock.release()
  }
}

const lockName = (id: string) => `muster import ${id}`
