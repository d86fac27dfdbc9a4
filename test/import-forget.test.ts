import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { forgetImports } from '../src/imports/forget-imports.ts'
import { withImportLock } from '../src/imports/import-lock.ts'
import { plan, planAndApply } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'
import { undo, undoPlan, worldOf } from './support/undo.ts'

const days = (count: number) => new Date(Date.now() + count * 86_400_000)
const csv =
  'UserName,Identifier,OS,Serial,Code\nanastasia,ident-1,ios,MY SERIAL,48213377\nbenedict,ident-2,ios,C02XK1ZLJGH5,48213377\n'

const stored = async ({ platform }: TestApp, id: string) => {
  const { rows } = await sql<{ rows: number; text: string }>`
    select (select count(*) from import_row where import_id = i.id) + (select count(*) from import_plan where import_id = i.id)
      + (select count(*) from import_undo_note where import_id = i.id) as rows, i::text as text
    from import i where id = ${id}`.execute(platform.db)
  return rows[0]!
}

test.each([
  ['planned', 30],
  ['applied', 90],
  ['undone', 90],
])('rows of an import that is %s are forgotten after %i days, its numbers stay', async (state, kept) => {
  let now = days(0)
  const app = await testApp({ clock: () => now })
  const { id, counts } =
    state === 'planned' ? await plan(app, csv) : await planAndApply(app, csv, { onReject: 'skip' })
  if (state === 'undone') await undo(app, id)
  const world = await worldOf(app)

  now = days(kept - 1)
  await forgetImports(app.platform)
  expect((await stored(app, id)).rows).toBeGreaterThan(0)
  now = days(kept + 1)
  await withImportLock(app.platform.pool, id, () => forgetImports(app.platform))
  expect((await stored(app, id)).rows).toBeGreaterThan(0)
  await forgetImports(app.platform)
  await forgetImports(app.platform)

  const { rows, text } = await stored(app, id)
  expect(rows).toBe(0)
  expect(text).not.toMatch(/anastasia|benedict|ident-|MY SERIAL|ZLJGH/)
  const { body } = await app.api('GET', `/imports/${id}`)
  expect(body).toMatchObject({ state, counts, warnings: [{ code: 'import.rows-gone', line: null }] })
  expect(body.mapping.map(({ samples }: { samples: string[] }) => samples)).toEqual([[], [], [], [], []])
  expect(await worldOf(app)).toEqual(world)
  expect((await app.api('GET', '/imports')).status).toBe(200)
})

test('whatever needs the rows says that they are gone', async () => {
  let now = days(0)
  const app = await testApp({ clock: () => now })
  const { id: applied } = await planAndApply(app, csv, { onReject: 'skip' })
  const { id: planned } = await plan(app, csv)
  const { id: undone } = await planAndApply(app, 'Identifier,OS\na9,ios\n')
  const answer = await undo(app, undone)
  now = days(100)
  await forgetImports(app.platform)

  const gone = { status: 409, body: { code: 'import.rows-gone' } }
  for (const id of [applied, planned, undone]) {
    expect(await app.api('GET', `/imports/${id}/rows`)).toMatchObject(gone)
    expect(await app.api('GET', `/imports/${id}/rejects.csv`)).toMatchObject(gone)
  }
  expect(await app.api('POST', `/imports/${applied}/undo`)).toMatchObject(gone)
  expect(await app.api('GET', `/imports/${applied}/undo`)).toMatchObject(gone)
  expect(await app.api('GET', `/imports/${undone}/undo`)).toMatchObject(gone)
  expect(await app.api('POST', `/imports/${planned}/apply`, {})).toMatchObject(gone)
  expect(await app.api('PUT', `/imports/${planned}/mapping`, { mapping: [] })).toMatchObject(gone)
  expect((await undo(app, undone)).undo).toEqual(answer.undo)
  expect(await undoPlan(app, undone)).toMatchObject({ code: 'import.rows-gone' })
})

test('a file that could not be planned is forgotten, too, and only once', async () => {
  const app = await testApp({ clock: () => days(40) })
  const { db } = app.platform
  const { id } = await plan(app, csv)
  await sql`update import set state = 'failed', planned_at = null, error = 'x' where id = ${id}`.execute(db)
  await forgetImports(app.platform)
  expect((await stored(app, id)).rows).toBe(0)
  expect((await app.api('GET', `/imports/${id}`)).body).toMatchObject({ state: 'failed', error: 'x' })
})

test('it runs every night', async () => {
  const app = await testApp()
  const { rows } = await sql`select cron from pgboss.schedule where name = 'import.forget'`.execute(
    app.platform.db,
  )
  expect(rows).toEqual([{ cron: '41 3 * * *' }])
})
