import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Import, ImportRow } from '../src/contract/import.ts'
import { upload } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'
import { undo, undoPlan, worldOf, type World } from './support/undo.ts'
import { build, edits, file, installation } from './support/undo-worlds.ts'

type Applied = Import & { rows: ImportRow[] }

/** Good rows only, whatever they clear. */
async function importFile(app: TestApp, csv: string): Promise<Applied> {
  const { body: planned } = await upload(app, csv)
  const { items } = (await app.api('GET', `/imports/${planned.id}/rows?limit=500`)).body
  const confirm = planned.clearsToConfirm === null ? {} : { confirmClears: planned.clearsToConfirm }
  const { body } = await app.api('POST', `/imports/${planned.id}/apply`, { onReject: 'skip', ...confirm })
  expect(body).toMatchObject({ state: 'applied' })
  return { ...body, rows: items }
}

const runs = { numRuns: Number(process.env['UNDO_RUNS'] ?? 15), endOnFailure: true }
const patience = { timeout: 600_000 }

test('undo(apply(x)) is what was before, and x can be applied again', patience, async () => {
  const app = await testApp()
  await fc.assert(
    fc.asyncProperty(installation, file, async (start, csv) => {
      await build(app, start)
      const before = await worldOf(app)
      const { id } = await importFile(app, csv)
      const applied = await worldOf(app)
      const { undo: counts } = await undo(app, id)
      expect(counts).toMatchObject({ kept: 0 })
      expect(await worldOf(app)).toEqual(before)

      const again = await importFile(app, csv)
      expect(shapeOf(await worldOf(app))).toEqual(shapeOf(applied))
      await undo(app, again.id)
      expect(await worldOf(app)).toEqual(before)
    }),
    runs,
  )
})

/** Without what a second apply makes anew: ids, times and generated codes. */
const shapeOf = ({ devices, users }: World) => ({
  devices: Object.values(devices).map(
    ({ id: _i, created_at: _c, expires_at: _e, user_id: _u, code: _k, ...rest }) => rest,
  ),
  users: Object.values(users).map(({ id: _i, created_at: _c, ...rest }) => rest),
})

const columnOf: Record<string, string> = {
  userName: 'user_id',
  template: 'template_id',
  wifiMac: 'wifi_mac',
  expirationDays: 'expires_at',
  displayName: 'display_name',
  registrationEmail: 'registration_email',
  depMethod: 'dep_method',
  userDescription: 'description',
}
const userFields = ['name', 'email', 'userDescription', 'organizations']

type Value = { kind: 'devices' | 'users'; label: string; field: string; column: string }

/** The values that the import changed on records that were there; the user of a row is told by its column. */
const changedValues = ({ rows }: Applied, userOf: Map<number, string>, before: World): Value[] =>
  rows.flatMap(({ line, label, outcome, changes }) =>
    outcome === 'reject'
      ? []
      : changes.flatMap(({ field }): Value[] => {
          const isOfUser = userFields.includes(field)
          const kind = isOfUser ? 'users' : 'devices'
          const name = isOfUser ? userOf.get(line)! : label
          return before[kind][name] ? [{ kind, label: name, field, column: columnOf[field] ?? field }] : []
        }),
  )

function usersByLine(csv: string): Map<number, string> {
  const [header, ...rows] = csv.split('\n').map((line) => line.split(','))
  const index = header!.indexOf('UserName')
  return new Map(rows.map((cells, n) => [n + 2, cells[index] ?? '']))
}

test('what was touched since is as it was left and noted, all else is back', patience, async () => {
  const app = await testApp()
  await fc.assert(
    fc.asyncProperty(installation, file, edits, async (start, csv, happenings) => {
      await build(app, start)
      const before = await worldOf(app)
      const applied = await importFile(app, csv)
      const written = await worldOf(app)
      for (const edit of happenings) await edit(app)
      const edited = await worldOf(app)
      const planned = await undoPlan(app, applied.id)
      expect(await worldOf(app)).toEqual(edited)
      const { undo: counts } = await undo(app, applied.id)
      const { notes, ...told } = await undoPlan(app, applied.id)
      expect({ ...told, notes }).toEqual(planned)
      expect(counts).toEqual(told)
      expect(notes).toHaveLength(told.kept)
      const after = await worldOf(app)

      const noted = (kind: 'devices' | 'users', label: string, field: string | null) =>
        notes.find((note) => `${note.subject}s` === kind && note.label === label && note.field === field)
      const values = changedValues(applied, usersByLine(csv), before)
      for (const { kind, label, field, column } of values) {
        const [was, wrote, left, now] = [before, written, edited, after].map(
          (world) => world[kind][label]?.[column],
        )
        if (!edited[kind][label]) expect(noted(kind, label, null)?.code).toBe(`${kind.slice(0, -1)}.gone`)
        else if (same(left, was)) expect(now).toEqual(was)
        else if (!same(left, wrote)) {
          expect(now).toEqual(left)
          expect(noted(kind, label, field)?.code).toBe('value.changed-since')
        } else if (noted(kind, label, field)) expect(now).toEqual(left)
        else expect(now).toEqual(was)
      }
      for (const kind of ['devices', 'users'] as const) {
        const changed = new Set(
          values.filter((v) => v.kind === kind).map(({ label, column }) => `${label} ${column}`),
        )
        for (const [label, row] of Object.entries(edited[kind])) {
          const isNew = !before[kind][label]
          const now = after[kind][label]
          if (isNew && written[kind][label] && same(row, written[kind][label]) && !noted(kind, label, null))
            expect(now).toBeUndefined()
          else if (isNew) expect(now).toEqual(row)
          else
            for (const column of Object.keys(row).filter(
              (c) => c !== 'search' && c !== 'authentication' && c !== 'imei_body',
            ))
              if (!changed.has(`${label} ${column}`)) expect(now![column]).toEqual(row[column])
        }
      }
    }),
    runs,
  )
})

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

test('two imports undone in reverse order leave what was before', patience, async () => {
  const app = await testApp()
  await fc.assert(
    fc.asyncProperty(installation, file, file, async (start, one, two) => {
      await build(app, start)
      const before = await worldOf(app)
      const first = await importFile(app, one)
      const between = await worldOf(app)
      const second = await importFile(app, two)
      expect((await undo(app, second.id)).undo).toMatchObject({ kept: 0 })
      expect(await worldOf(app)).toEqual(between)
      expect((await undo(app, first.id)).undo).toMatchObject({ kept: 0 })
      expect(await worldOf(app)).toEqual(before)
    }),
    runs,
  )
})

test('two imports undone in the wrong order lose nothing that the later one wrote', patience, async () => {
  const app = await testApp()
  await fc.assert(
    fc.asyncProperty(installation, file, file, async (start, one, two) => {
      await build(app, start)
      const first = await importFile(app, one)
      const between = await worldOf(app)
      const second = await importFile(app, two)
      const written = await worldOf(app)
      await undo(app, first.id)
      const after = await worldOf(app)
      for (const { kind, label, column } of changedValues(second, usersByLine(two), between))
        expect(after[kind][label]?.[column]).toEqual(written[kind][label]?.[column])
      for (const kind of ['devices', 'users'] as const)
        for (const label of Object.keys(written[kind]).filter((name) => !between[kind][name]))
          expect(after[kind][label]).toEqual(written[kind][label])
      await undo(app, second.id)
    }),
    runs,
  )
})
