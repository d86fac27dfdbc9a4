import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client, type Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { newTestDatabase } from '../../../test/support/test-database.ts'
import { openDatabase } from './database.ts'
import { migrate, MigrationError, readMigrations } from './migrate.ts'

/** An empty database and a folder with two migrations of its own. */
async function newHouse(): Promise<{
  pool: Pool
  folder: string
  write: (name: string, sql: string) => void
}> {
  const { database: taken, ...server } = await newTestDatabase()
  const database = `${taken}_empty`
  const client = new Client({ ...server, database: 'postgres' })
  await client.connect()
  await client.query(`create database ${database}`)
  await client.end()
  const { pool, close } = openDatabase({ ...server, database }, 5)
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-migrations-'))
  onTestFinished(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  const write = (name: string, sql: string) => writeFileSync(path.join(folder, name), sql)
  write('0001_start.sql', 'create table one (n int); insert into one values (1);')
  write('0002_more.sql', 'insert into one values (2);')
  return { pool, folder, write }
}

const rowsOf = async (pool: Pool) =>
  (await pool.query<{ n: number }>('select n from one order by n')).rows.map(({ n }) => n)

test('runs what is pending, in order and once', async () => {
  const { pool, folder, write } = await newHouse()
  write('notes.md', 'no migration')
  write('0003.sql', 'no name, no migration')
  expect(await migrate(pool, folder)).toEqual(['0001_start.sql', '0002_more.sql'])
  expect(await migrate(pool, folder)).toEqual([])
  write('0003_last.sql', 'insert into one values (3);')
  expect(await migrate(pool, folder)).toEqual(['0003_last.sql'])
  expect(await rowsOf(pool)).toEqual([1, 2, 3])
})

test('one that fails takes back all that were pending with it', async () => {
  const { pool, folder, write } = await newHouse()
  await migrate(pool, folder)
  write('0003_good.sql', 'insert into one values (3);')
  write('0004_bad.sql', 'insert into none values (4);')
  await expect(migrate(pool, folder)).rejects.toThrow('relation "none" does not exist')
  expect(await rowsOf(pool)).toEqual([1, 2])
  write('0004_bad.sql', 'insert into one values (4);')
  expect(await migrate(pool, folder)).toEqual(['0003_good.sql', '0004_bad.sql'])
})

test('servers that start at once on an empty database migrate it once', async () => {
  const { pool, folder } = await newHouse()
  const applied = await Promise.all([migrate(pool, folder), migrate(pool, folder), migrate(pool, folder)])
  expect(applied.flat()).toEqual(['0001_start.sql', '0002_more.sql'])
  expect(await rowsOf(pool)).toEqual([1, 2])
})

test('a database of a newer version, or made by another text, is refused and left as it is', async () => {
  const { pool, folder, write } = await newHouse()
  const newer = `${folder}-newer`
  cpSync(folder, newer, { recursive: true })
  onTestFinished(() => rmSync(newer, { recursive: true }))
  writeFileSync(path.join(newer, '0003_future.sql'), 'insert into one values (3);')
  await migrate(pool, newer)
  await expect(migrate(pool, folder)).rejects.toThrow(MigrationError)
  await expect(migrate(pool, folder)).rejects.toThrow('0003_future.sql')
  write('0003_future.sql', 'insert into one values (33);')
  await expect(migrate(pool, folder)).rejects.toThrow('0003_future.sql differs')
  expect(await rowsOf(pool)).toEqual([1, 2, 3])
})

test('our own migrations have numbers without gaps', () => {
  const names = readMigrations('migrations').map(({ name }) => Number(name.slice(0, 4)))
  expect(names).toEqual(names.map((_, n) => n + 1))
})
