import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { queueCheckInMails } from '../src/mail/queue-check-in-mails.ts'
import type { Db } from '../src/platform/db/database.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { testDatabase } from './support/test-database.ts'

async function addDevices(db: Db, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7())
  const rows = ids.map((id, n) => ({
    id,
    identifier: `dev-${n}`,
    platform: 'ios',
    source: 'csv',
    registration_email: n % 2 ? `person${n}@school.example` : null,
  }))
  await db.insertInto('device').values(rows).execute()
  return ids
}

const everyDevice = sql`select id as device_id, registration_email as recipient from device order by id`

const mails = (db: Db) =>
  db.selectFrom('mail').select(['id', 'device_id', 'recipient', 'requested_by']).orderBy('id').execute()

test('one statement queues a mail for each row that has an address, in order, in the transaction that causes them', async () => {
  const { db } = await testDatabase()
  const ids = await addDevices(db, 7)
  const queue = (fail: boolean) =>
    db.transaction().execute(async (trx) => {
      const queued = await queueCheckInMails(trx, { rows: everyDevice, requestedBy: 'Ana' })
      if (fail) throw new Error('rolled back')
      return queued
    })
  await expect(queue(true)).rejects.toThrow('rolled back')
  expect(await mails(db)).toEqual([])

  expect(await queue(false)).toBe(3)
  const queued = await mails(db)
  expect(queued.map(({ device_id }) => device_id)).toEqual([ids[1], ids[3], ids[5]])
  expect(queued.every(({ id }) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8/.test(id))).toBe(true)
  const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  expect(Math.abs(timeOf(queued[0]!.id) - Date.now())).toBeLessThan(600_000)
})

test('a device whose mail to the same address waits gets no second one; a sent one does not count', async () => {
  const { db } = await testDatabase()
  await addDevices(db, 2)
  const queue = (requestedBy: string, rows = everyDevice) =>
    db.transaction().execute((trx) => queueCheckInMails(trx, { rows, requestedBy }))
  expect(await queue('Ana')).toBe(1)
  expect(await queue('Ben')).toBe(1)
  expect(await mails(db)).toMatchObject([{ requested_by: 'Ben' }])

  const shouted = sql`select id as device_id, upper(registration_email) as recipient from device
    union all select id, registration_email from device`
  expect(await queue('Ana', shouted)).toBe(1)
  expect(await mails(db)).toHaveLength(1)

  await db.updateTable('mail').set({ state: 'sent' }).execute()
  expect(await queue('Ana')).toBe(1)
  expect(await mails(db)).toHaveLength(2)
})
