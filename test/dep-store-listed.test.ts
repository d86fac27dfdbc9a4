import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { foldRows, deviceRow, type DeviceRow } from '../src/dep/device-row.ts'
import { storeDevices } from '../src/dep/store-devices.ts'
import { storeListed } from '../src/dep/store-listed.ts'
import { Device } from '../src/protocol/dep/wire.ts'
import type { Trx } from '../src/platform/db/database.ts'
import { depTest } from './support/dep-test.ts'

const date = '2026-01-02T03:04:05.250Z'
const records = [
  {},
  { model: 'iPad "Pro"\\ 11', description: 'a, {b}', color: 'NULL', asset_tag: 'Ä\t\n' },
  { profile_status: 'assigned', profile_uuid: 'U1', profile_assign_time: date, profile_push_time: '' },
  { profile_status: 'empty', profile_uuid: 'U1', profile_assign_time: date },
  { profile_uuid: 'U1', profile_assign_time: date },
  { device_assigned_date: '1969-12-31T23:59:59Z', device_assigned_by: 'x@example.org', os: 'iOS' },
  { imei: ['1', '2'], eid: 'é"\\\n', is_replacement_device: true, mdm_migration_deadline: date, meid: 'M' },
  { model: 'with\u001fseparator' },
]
const rowsOf = (which: readonly object[]): DeviceRow[] =>
  foldRows(
    which.map((record, n) =>
      deviceRow(Device.parse({ serial_number: `S${n}`, ...record }), { isListing: true }),
    ),
  )

test('a listing is stored as single records are, and the same again writes nothing', async () => {
  const dep = await depTest({ apple: { devices: [] } })
  const { db } = dep.app.platform
  const long = (await dep.account('long')).id
  const short = (await dep.account('short')).id
  const first = (await dep.account('first')).id
  const listed = (isFirst: boolean) => (trx: Trx, accountId: string, rows: DeviceRow[]) =>
    storeListed(trx, { accountId, isFirst }, rows)
  const stored = async (account: string) => {
    const { rows } = await sql<{ row: Record<string, unknown>; version: string }>`
      select to_jsonb(d) - '{id,account_id,created_at,updated_at}'::text[] as row, xmin::text as version
      from dep_device d where account_id = ${account} order by serial`.execute(db)
    return { rows: rows.map(({ row }) => row), versions: rows.map(({ version }) => version) }
  }
  const storeBoth = async (rows: DeviceRow[]) => {
    const told = []
    for (const [account, store] of [
      [long, storeDevices],
      [short, listed(false)],
      [first, listed(true)],
    ] as const) {
      const changes = await db.transaction().execute((trx) => store(trx, account, rows))
      told.push(
        changes.map(({ id: _id, ...change }) => change).toSorted((a, b) => a.serial.localeCompare(b.serial)),
      )
    }
    expect(told[1]).toEqual(told[0])
    expect(told[2]).toEqual(told[0])
    expect((await stored(short)).rows).toEqual((await stored(long)).rows)
    expect((await stored(first)).rows).toEqual((await stored(long)).rows)
    return told[1]!
  }
  expect(await storeBoth(rowsOf(records))).toHaveLength(records.length)
  const before = await stored(short)
  const beforeFirst = await stored(first)
  expect(await storeBoth(rowsOf(records))).toEqual([])
  expect(await stored(short)).toEqual(before)
  expect((await stored(first)).rows).toEqual(beforeFirst.rows)
  // Sparse, changed and new ones.
  expect(await storeBoth(rowsOf(records.map(() => ({}))))).toEqual([])
  expect(await storeBoth(rowsOf([...records.slice(1), { model: 'new' }, {}]))).not.toEqual([])
})
