import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import { openDatabase, type Connection, type Database } from '../../src/platform/db/database.ts'

let made = 0

/** A database of its own, copied from the migrated template (about 40 ms). */
export async function newTestDatabase(): Promise<Extract<Connection, { host: string }>> {
  const { host, port, user, template } = inject('postgres')
  const database = `test_${process.pid}_${Date.now()}_${made++}`
  const client = new Client({ host, port, user, database: 'postgres' })
  await client.connect()
  try {
    // Two copies at once are refused while the other reads the template.
    await client.query('select pg_advisory_lock(1)')
    await client.query(`create database ${database} template ${template}`)
  } finally {
    await client.end()
  }
  return { host, port, user, database }
}

/** Opened for one test and closed after it. */
export async function testDatabase(): Promise<Database> {
  const database = openDatabase(await newTestDatabase(), 5)
  onTestFinished(() => database.close())
  return database
}
