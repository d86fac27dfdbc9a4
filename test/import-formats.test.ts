import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { formats } from '../src/imports/formats.ts'
import { apply, device, plan, planAndApply, upload } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

/** Lists of other products, as a migrating admin has them, through the front door. */

const imported = formats.filter(({ refused }) => refused === undefined).map(({ id }) => id)

test('every sample imports as it is, and again as unchanged', async () => {
  const app = await testApp()
  for (const id of imported) {
    await sql`truncate device, app_user, import cascade`.execute(app.platform.db)
    const sample = await app.api('GET', `/import-formats/${id}/sample.csv`)
    expect(sample.headers.get('content-type')).toContain('text/csv')

    const planned = await plan(app, sample.body)
    expect(planned).toMatchObject({ format: id, counts: { rows: 2, create: 2, reject: 0 } })
    expect(planned.mapping.filter(({ how }) => how === 'unknown' || how === 'nearest')).toEqual([])
    await apply(app, planned.id)
    const again = await plan(app, sample.body)
    const unchanged = { rows: 2, unchanged: 2, create: 0, update: 0, reject: 0 }
    expect({ id, counts: again.counts }).toMatchObject({ id, counts: unchanged })
  }
}, 180_000)

test('lists that name neither devices nor people are refused with a word', async () => {
  const app = await testApp()
  expect(await upload(app, 'roster_id,class_id,student_id\n1,2,3\n')).toMatchObject({
    status: 400,
    body: { code: 'import.format-refused', format: 'asm-rosters' },
  })
  expect(await app.api('GET', '/import-formats/asm-rosters/sample.csv')).toMatchObject({
    status: 400,
    body: { code: 'import.format-refused' },
  })
  const { body } = await app.api('GET', '/import-formats')
  expect(body).toContainEqual(
    expect.objectContaining({
      id: 'asm-rosters',
      refused: expect.stringContaining('students.csv') as unknown,
    }),
  )
})

const imei = '356938035643809'

test('Intune: IMEIs with details, without a header', async () => {
  const app = await testApp()
  const planned = await plan(app, `${imei},Trolley 3\n490154203237518,\n`, { options: '{"platform":"ios"}' })
  expect(planned).toMatchObject({ format: 'intune-imei', headerProblems: [] })
  await apply(app, planned.id)
  expect(await device(app, imei)).toMatchObject({
    imei,
    platform: 'ios',
    ownership: 'corporate',
    description: 'Trolley 3',
    userName: null,
  })
  expect(await device(app, '490154203237518')).toMatchObject({ description: null })
})

test('Jamf Pro: serial numbers with people, places and extension attributes', async () => {
  const app = await testApp()
  await planAndApply(
    app,
    'Serial Number,Device Type,Username,Full Name,Email Address,Phone Number,Department,Room,Asset Tag,Vendor,EA Cost Center\n' +
      'c02xk1zljgh5,Computer,ana,Ana Lima,ana@example.com,+49 170 1234567,Science,12,A-1,Reseller,4711\n' +
      'DMPXK1ZLJGH6,Mobile Device,ben@example.com,,,,,,,,\n',
  )
  expect(await device(app, 'C02XK1ZLJGH5')).toMatchObject({
    serial: 'C02XK1ZLJGH5',
    platform: 'macos',
    depMethod: 'Serial',
    userName: 'ana',
    manufacturer: null,
    customAttributes: { department: 'Science', room: '12', assetTag: 'A-1', 'Cost Center': '4711' },
  })
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({
    name: 'Ana Lima',
    email: 'ana@example.com',
    mobile: '+49 170 1234567',
  })
  expect(await device(app, 'DMPXK1ZLJGH6')).toMatchObject({
    platform: 'ios',
    userName: 'ben@example.com',
    customAttributes: {},
  })
})

test('Workspace ONE: columns with asterisks, ownership and systems in its own words', async () => {
  const app = await testApp()
  await planAndApply(
    app,
    'Group ID*,User Name*,Password,Email Address*,Device Ownership,Device Type,Serial Number,IMEI,Asset Number,Friendly Name\n' +
      `school,ana,Geheim-123,ana@example.com,Corporate - Dedicated,Apple,C02XK1ZLJGH5,,A-1,iPad of Ana\n` +
      `school,ben,Geheim-456,ben@example.com,Employee Owned,Android,,${imei},,\n`,
  )
  expect(await device(app, 'C02XK1ZLJGH5')).toMatchObject({
    platform: 'ios',
    ownership: 'corporate',
    userName: 'ana',
    displayName: 'iPad of Ana',
    customAttributes: { assetTag: 'A-1' },
  })
  expect(await device(app, imei)).toMatchObject({
    platform: 'android',
    ownership: 'personal',
    userName: 'ben',
  })
})

test('Knox: one number of any kind, and a password that reaches no table', async () => {
  const app = await testApp()
  const csv = `Device ID,User ID,Password\n${imei},ana@example.com,Geheim-123\nR58M10ABCDE,ben,Geheim-456\n,ben,Geheim-789 €\n`
  const planned = await plan(app, csv)
  expect(planned).toMatchObject({ format: 'knox-bulk', counts: { create: 2, reject: 1 } })
  expect(planned.headerProblems.map(({ code }) => code)).toEqual(['column.dropped'])
  await apply(app, planned.id, { onReject: 'skip' })
  expect(await device(app, imei)).toMatchObject({ imei, platform: 'android', userName: 'ana@example.com' })
  expect(await device(app, 'R58M10ABCDE')).toMatchObject({
    serial: 'R58M10ABCDE',
    imei: null,
    userName: 'ben',
  })
  const rejects = await app.api('GET', `/imports/${planned.id}/rejects.csv`)
  expect(JSON.stringify([planned, rejects.body])).not.toContain('Geheim')
  expect(await tablesWith(app, 'Geheim')).toEqual([])
  expect(await tablesWith(app, 'R58M10ABCDE')).toContain('import_row')
})

/** Tables with the text anywhere in a row. */
async function tablesWith({ platform: { db } }: TestApp, text: string): Promise<string[]> {
  const { rows } = await sql<{ table: string }>`
    select format('%I.%I', schemaname, tablename) as "table" from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db)
  const found: string[] = []
  for (const { table } of rows) {
    const { rows: hits } = await sql<{ n: number }>`
      select count(*) as n from ${sql.raw(table)} t where t::text like ${`%${text}%`}`.execute(db)
    if (hits[0]!.n > 0) found.push(table.replace(/^public\./, ''))
  }
  return found
}

test('zero-touch: by modem or by serial number and manufacturer', async () => {
  const app = await testApp()
  await planAndApply(
    app,
    'modemtype,modemid,serial,model,manufacturer,profiletype,profileid\n' +
      `IMEI,${imei},,,,ZERO_TOUCH,104\nMEID,A00000123456FF,,,,ZERO_TOUCH,104\n,,R58M10ABCDE,SM-G525F,Samsung,ZERO_TOUCH,104\n`,
  )
  expect(await device(app, imei)).toMatchObject({ imei, platform: 'android', ownership: 'corporate' })
  expect(await device(app, 'A00000123456FF')).toMatchObject({ meid: 'A00000123456FF', imei: null })
  expect(await device(app, 'R58M10ABCDE')).toMatchObject({
    serial: 'R58M10ABCDE',
    manufacturer: 'Samsung',
    model: 'SM-G525F',
  })
})

test.each([['Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\n'], ['']])(
  'Autopilot, header %j: serial numbers; hashes are left out',
  async (header) => {
    const app = await testApp()
    const hash = 'T0GPAgEAHAAAAAoA'.repeat(250)
    const planned = await plan(
      app,
      `${header}5CG13001AB,,${hash},,ana@example.com\n0F3313Z22413FY,,${hash},,\n`,
    )
    expect(planned).toMatchObject({
      format: 'autopilot',
      headerProblems: [],
      counts: { create: 2, reject: 0 },
    })
    await apply(app, planned.id)
    expect(await device(app, '5CG13001AB')).toMatchObject({
      platform: 'windows',
      serial: '5CG13001AB',
      userName: 'ana@example.com',
    })
  },
)

test('Android bulk: IMEI, or serial number and manufacturer, and whatever else as attributes', async () => {
  const app = await testApp()
  const csv = `IMEI,Serial Number,Manufacturer,Shelf,Cost Center\n${imei},,,7,4711\n,R58M10ABCDE,Samsung,,\n,R58M10ABCDF,,8,\n`
  const planned = await plan(app, csv)
  expect(planned).toMatchObject({ format: 'android-bulk', counts: { create: 2, reject: 1 } })
  expect(planned.rows[2]!.problems.map(({ code }) => code)).toEqual(['row.needs'])
  await apply(app, planned.id, { onReject: 'skip' })
  expect(await device(app, imei)).toMatchObject({ customAttributes: { Shelf: '7', 'Cost Center': '4711' } })
  expect(await device(app, 'R58M10ABCDE')).toMatchObject({ manufacturer: 'Samsung', customAttributes: {} })
})

test('a list of no known product is mapped by hand', async () => {
  const app = await testApp()
  const csv = 'Kiste,Nummer\n7,C02XK1ZLJGH5\n'
  expect(await upload(app, csv)).toMatchObject({
    status: 400,
    body: { code: 'import.format-unknown', header: ['Kiste', 'Nummer'], samples: [['7'], ['C02XK1ZLJGH5']] },
  })
  const mapping = [
    { column: 'Nummer', field: 'serial' },
    { index: 0, field: 'customAttributes.box' },
  ]
  const planned = await plan(app, csv, { mapping: JSON.stringify(mapping), options: '{"platform":"ios"}' })
  expect(planned).toMatchObject({ format: 'generic', counts: { create: 1 } })
  await apply(app, planned.id)
  expect(await device(app, 'C02XK1ZLJGH5')).toMatchObject({ customAttributes: { box: '7' }, platform: 'ios' })
  expect(await upload(app, csv, { mapping: '[{"column":"Kasten","field":"serial"}]' })).toMatchObject({
    status: 400,
    body: { code: 'import.mapping-refused', errors: [{ pointer: '/mapping/0' }] },
  })
})

test('the rejects of a list without a header have one, and come back as what they were', async () => {
  const app = await testApp()
  const planned = await plan(app, `${imei},Trolley 3\n4.9E+14,Trolley 4\n`)
  expect(planned).toMatchObject({ format: 'intune-imei', counts: { create: 1, reject: 1 } })
  const { body: rejects } = await app.api('GET', `/imports/${planned.id}/rejects.csv`)
  expect(rejects).toContain('IMEI,Details,RejectReason\r\n')
  const corrected = (rejects as string).replace('4.9E+14', '490154203237518')
  expect(await plan(app, corrected)).toMatchObject({
    format: 'intune-imei',
    counts: { rows: 1, create: 1, reject: 0 },
    mapping: [{ how: 'exact' }, { how: 'exact' }, { how: 'ignored' }],
  })
})

test('Hexnode: what is mandatory is wanted in every row', async () => {
  const app = await testApp()
  const planned = await plan(
    app,
    'Name,Email,Mobile,Ownership,Device Name,Serial Number,Platform\n' +
      'Ana,ana@example.com,,personal,,C02XK1ZLJGH5,apple\n' +
      'Ben,ben@example.com,,,,R58M10ABCDE,android\n' +
      'Cem,cem@example.com,,leased,,R58M10ABCDF,android\n',
  )
  expect(planned).toMatchObject({ format: 'pre-enrollment', counts: { create: 1, reject: 2 } })
  expect(planned.rows.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
    [],
    ['row.needs'],
    ['ownership.invalid'],
  ])
  await apply(app, planned.id, { onReject: 'skip' })
  expect(await device(app, 'C02XK1ZLJGH5')).toMatchObject({
    platform: 'ios',
    depMethod: 'Serial',
    ownership: 'personal',
    userName: 'ana@example.com',
  })
})

test('a list without a header is mapped otherwise, and stays without one', async () => {
  const app = await testApp()
  const planned = await plan(app, 'DMPXK1ZLJGHX,C02XK1ZLJGH5\nDMPXK1ZLJGHY,C02XK1ZLJGH6\n')
  expect(planned).toMatchObject({ format: 'intune-serial', counts: { rows: 2 } })
  const mapping = [
    { index: 0, field: 'customAttributes.label' },
    { index: 1, field: 'serial' },
  ]
  const { status, body } = await app.api('PUT', `/imports/${planned.id}/mapping`, {
    format: 'generic',
    mapping,
  })
  expect({ status, body }).toMatchObject({ status: 200, body: { format: 'generic', counts: { rows: 2 } } })
  expect(body.mapping.map(({ field, how }: { field: string; how: string }) => [field, how])).toEqual([
    ['customAttributes.label', 'given'],
    ['serial', 'given'],
  ])
})
