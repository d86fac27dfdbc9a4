import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import { Client } from 'pg'
import { LiveEvent } from '../../contract/job.ts'
import type { Connection, Db } from '../db/database.ts'
import type { Log } from '../log/log.ts'

const channel = 'muster_live'

/** Told within a transaction, heard when it commits; any number of servers hear it through the database. */
export async function announce(db: Db, event: LiveEvent): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(event)})`.execute(db)
}

export type LiveEvents = {
  subscribe(listener: (event: LiveEvent) => void): () => void
  close(): Promise<void>
}

/** One listening connection for the whole process; after a lost connection it listens again. */
export async function listenForEvents(connection: Connection, log: Log): Promise<LiveEvents> {
  const emitter = new EventEmitter().setMaxListeners(0)
  let client: Client | undefined
  let closed = false

  const connect = async (): Promise<void> => {
    const fresh = new Client({ ...connection, application_name: 'muster live' })
    fresh.on('error', (err) => log.warn({ err }, 'live events interrupted'))
    fresh.on('notification', ({ payload }) => {
      const event = LiveEvent.safeParse(parseJson(payload ?? ''))
      if (event.success) emitter.emit('event', event.data)
    })
    fresh.on('end', () => {
      if (!closed) setTimeout(reconnect, 1000).unref()
    })
    await fresh.connect()
    await fresh.query(`listen ${channel}`)
    client = fresh
  }
  const reconnect = () => {
    if (!closed) connect().catch(() => setTimeout(reconnect, 1000).unref())
  }

  await connect()
  return {
    subscribe(listener) {
      emitter.on('event', listener)
      return () => void emitter.off('event', listener)
    },
    async close() {
      closed = true
      await client?.end()
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
