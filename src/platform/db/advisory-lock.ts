import type pg from 'pg'

export type Lock = {
  /** Aborted when the connection that holds the lock is lost, and the lock with it. */
  lost: AbortSignal
  release(): Promise<void>
}

/** Takes a lock that all servers on the database share, or answers undefined at once when somebody holds it. */
export async function holdLock(pool: pg.Pool, name: string): Promise<Lock | undefined> {
  const client = await pool.connect()
  const lost = new AbortController()
  const onError = (cause: Error) => lost.abort(new Error('The lock was lost with its connection', { cause }))
  client.on('error', onError)
  const call = (what: string) =>
    client.query<{ done: boolean }>(`select ${what}(hashtextextended($1, 0)) as done`, [name])
  const { rows } = await call('pg_try_advisory_lock').catch((error: Error) => {
    client.release(error)
    throw error
  })
  const release = async () => {
    client.off('error', onError)
    // A connection that cannot unlock is thrown away, which unlocks.
    await call('pg_advisory_unlock').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
  if (rows[0]?.done) return { lost: lost.signal, release }
  client.off('error', onError)
  client.release()
  return undefined
}
