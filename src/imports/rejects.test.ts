import { expect, test } from 'vitest'
import { apply, device, plan } from '../../test/support/import.ts'
import { testApp, type TestApp } from '../../test/support/test-app.ts'

const rejectsOf = async (app: TestApp, id: string): Promise<string> =>
  (await app.api('GET', `/imports/${id}/rejects.csv`)).body.replace('\uFEFF', '')
const lines = (csv: string) => csv.trimEnd().split('\r\n')

test('cells come back as they were, kept from spreadsheets, and again from a reject file of a reject file', async () => {
  const app = await testApp()
  const csv =
    "Identifier,OS,Serial,IMEI,DisplayName,Description,Note\n007,symbian,MAR12,356938035643809,'=1+1,=2,3/4\n"
  const first = await rejectsOf(app, (await plan(app, csv)).id)
  const cells = '"=""007""",symbian,"=""MAR12""","=""356938035643809""",\'=1+1,\'=2,"=""3/4""",'
  expect(lines(first)[1]!.startsWith(cells)).toBe(true)
  const second = await rejectsOf(app, (await plan(app, first)).id)
  expect(second).toBe(first)

  const { id, counts } = await plan(app, second.replace('symbian', 'ios'))
  expect(counts).toMatchObject({ rows: 1, create: 1 })
  await apply(app, id)
  expect(await device(app, '007')).toMatchObject({
    serial: 'MAR12',
    imei: '356938035643809',
    displayName: '=1+1',
    description: '=2',
  })
})

test('what a spreadsheet destroyed does not come back as a text that was kept from it', async () => {
  const app = await testApp()
  const csv = 'Identifier,OS,IMEI,Serial\na1,ios,3.56E+14,MAR-12\na2,ios,#N/A,="MAR-12"\n'
  const { id, counts } = await plan(app, csv)
  expect(counts).toMatchObject({ reject: 2 })
  const rejects = await rejectsOf(app, id)
  expect(lines(rejects).slice(1)).toEqual([
    expect.stringMatching(/^a1,ios,3\.56E\+14,MAR-12,/),
    expect.stringMatching(/^a2,ios,#N\/A,"=""MAR-12""",/),
  ])
  expect((await plan(app, rejects)).counts).toMatchObject({ rows: 2, reject: 2 })
  const corrected = rejects.replace('3.56E+14,MAR-12', '356938035643809,').replace('#N/A', '')
  expect((await plan(app, corrected)).counts).toMatchObject({ rows: 2, create: 2 })
})

test('a list without a header gets one, and comes back with it', async () => {
  const app = await testApp()
  const csv = 'C02XK1ZLJGH5,Trolley 3\nDMPXK1ZLJGH6,Trolley 4\n3.56E+14,Trolley 5\n'
  const first = await plan(app, csv, { format: 'intune-serial' })
  expect(first.counts).toMatchObject({ rows: 3, create: 2, reject: 1 })
  const rejects = await rejectsOf(app, first.id)
  expect(lines(rejects)[0]).toBe('Serial number,Details,RejectReason')

  const { id, counts } = await plan(app, rejects.replace('3.56E+14', 'DMPXK1ZLJGH7'))
  expect(counts).toMatchObject({ rows: 1, create: 1 })
  await apply(app, id)
  expect((await app.api('GET', '/devices/serial:DMPXK1ZLJGH7')).body).toMatchObject({
    description: 'Trolley 5',
  })
})

test('a password is not in the reject file, since it is not kept', async () => {
  const app = await testApp()
  const csv = 'IMEI/MEID,Serial Number,Password\nno imei at all,,Sesame-123\n'
  const { id, counts, mapping } = await plan(app, csv, { format: 'generic' })
  expect([counts.reject, mapping.at(-1)?.how]).toEqual([1, 'dropped'])
  const rejects = await rejectsOf(app, id)
  expect(rejects).toContain('Password')
  expect(rejects).not.toContain('Sesame')
})

test('a mapping by hand holds for the corrected reject file too', async () => {
  const app = await testApp()
  const csv = 'Naam,Systeem,Nummer\na1,symbian,C02XK1ZLJGH5\n'
  const mapping = JSON.stringify([
    { column: 'Naam', field: 'identifier' },
    { column: 'Systeem', field: 'platform' },
    { column: 'Nummer', field: 'serial' },
  ])
  const first = await plan(app, csv, { format: 'bizmobile', mapping })
  expect(first.counts).toMatchObject({ reject: 1 })
  const rejects = await rejectsOf(app, first.id)
  const { id, counts } = await plan(app, rejects.replace('symbian', 'ios'))
  expect(counts).toMatchObject({ create: 1, reject: 0 })
  await apply(app, id)
  expect(await device(app, 'a1')).toMatchObject({ serial: 'C02XK1ZLJGH5' })
})

test('says when a short row has become one with blank cells', async () => {
  const app = await testApp()
  const { id } = await plan(app, 'Identifier,OS,DisplayName,Serial\na1,symbian\na2,symbian,x,\n')
  const [, short, long] = lines(await rejectsOf(app, id))
  expect(short).toMatch(/^a1,symbian,,,.*shorter than the header/)
  expect(long).not.toContain('shorter')
})

test('streams more rejects than one batch, each once and in order', async () => {
  const app = await testApp()
  const rows = Array.from({ length: 5000 }, (_, n) => `d${n},symbian,${'x'.repeat(n % 50 === 0 ? 900 : 3)}`)
  const { id } = await plan(app, `Identifier,OS,Description\n${rows.join('\n')}\n`)
  const found = lines(await rejectsOf(app, id)).slice(1)
  expect(found.map((line) => line.split(',')[0])).toEqual(rows.map((line) => line.split(',')[0]))
})
