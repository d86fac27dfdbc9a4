import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Client } from 'pg'
import { LiveEvent } from '../../contract/job.ts'
import type { Connection, Db } from '../db/database.ts'
import type { Log } from '../log/log.ts'

const channel = 'muster_live'
const retryMs = 1000

/** Told within a transaction, heard when it commits; any number of servers hear it through the database. */
export async function announce(db: Db, event: LiveEvent): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(event)})`.execute(db)
}

export type LiveEvents = {
  /** `onGap` is called after events may have been missed: whoever follows must read again. */
  subscribe(listener: (event: LiveEvent) => void, onGap?: () => void): () => void
  close(): Promise<void>
}

/** One listening connection for the whole process; after a lost connection it listens again. */
export async function listenForEvents(connection: Connection, log: Log): Promise<LiveEvents> {
  const emitter = new EventEmitter().setMaxListeners(0)
  const closing = new AbortController()
  const listen = () => openListener(connection, (event) => emitter.emit('event', event))
  let current = await listen()

  const following = (async () => {
    for (;;) {
      await current.lost
      if (closing.signal.aborted) return
      log.warn('live events interrupted')
      const next = await retryUntil(closing.signal, listen)
      if (!next) return
      current = next
      emitter.emit('gap')
    }
  })()

  return {
    subscribe(listener, onGap = () => {}) {
      emitter.on('event', listener).on('gap', onGap)
      return () => void emitter.off('event', listener).off('gap', onGap)
    },
    async close() {
      closing.abort()
      await current.end()
      await following
    },
  }
}

type Listener = { lost: Promise<void>; end(): Promise<void> }

async function openListener(connection: Connection, hear: (event: LiveEvent) => void): Promise<Listener> {
  const client = new Client({ ...connection, application_name: 'muster live' })
  const lost = new Promise<void>((resolve) => client.once('end', resolve))
  // Without a listener the error of a broken connection would end the process; what follows is its end.
  client.on('error', () => {})
  client.on('notification', ({ payload = '' }) => {
    const event = LiveEvent.safeParse(parseJson(payload))
    if (event.success) hear(event.data)
  })
  try {
    await client.connect()
    await client.query(`listen ${channel}`)
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  return { lost, end: () => client.end() }
}

/** Tries once a second until it works; undefined when it was closed meanwhile. */
async function retryUntil(
  closed: AbortSignal,
  listen: () => Promise<Listener>,
): Promise<Listener | undefined> {
  while (!closed.aborted) {
    const next = await listen().catch(() => undefined)
    if (next && !closed.aborted) return next
    await next?.end()
    await sleep(retryMs, undefined, { signal: closed, ref: false }).catch(() => {})
  }
  return undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
