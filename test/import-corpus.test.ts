import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { ImportRow, RowProblem } from '../src/contract/import.ts'
import type { EncodingCandidate } from '../src/protocol/csv/csv-error.ts'
import { upload } from './support/import.ts'
import { testApp, type Answer, type TestApp } from './support/test-app.ts'

/**
 * What becomes of each file of fixtures/damaged: how it is read where that is not the usual (`as` format, encoding, delimiter), what
 * is said of its header, and of each row its line, outcome, label ("-": none), [problems] and the values it brings, beside
 * identifier and system. Or why it is refused: problem code without "import.", a part of the detail, the line.
 */
type Outcome = string[] | Refusal
type Refusal = { code: string; part: string; line: number | undefined; candidates: string[] }

const refused = (code: string, part: string, line?: number, candidates: string[] = []): Refusal => ({
  code: `import.${code}`,
  part,
  line,
  candidates,
})

const outcomes: Record<string, Outcome> = {
  'android-bulk-exponents.csv': [
    'as android-bulk',
    '2 reject - [IMEI cell.spreadsheet-number]',
    '3 create 356938035643809 imei=356938035643809 manufacturer=Samsung customAttributes.Room=2',
    '4 reject R58N12ABCDE [row.needs]',
    '5 create R58N12ABCDF serial=R58N12ABCDF manufacturer=Samsung customAttributes.Room=4',
  ],
  'apostrophe-before-text.csv': ['2 reject - [Identifier identifier.invalid]'],
  'archive.7z': refused('file-unreadable', 'a 7-Zip archive'),
  'archive.rar': refused('file-unreadable', 'a RAR archive'),
  'archive.zip': refused('file-unreadable', 'a ZIP archive'),
  'autopilot-utf-16.csv': [
    'as autopilot utf-16le',
    '2 create 1234-5678-9012 serial=1234-5678-9012 ownership=corporate',
  ],
  'blank-rows-between.csv': ['4 create a1 displayName=One', '7 create a2 displayName=Two'],
  'blank-tail.csv': ['2 create a1 displayName=One', '3 create a2 displayName=Two'],
  'blanks-as-delimiter.csv': refused('format-unknown', ''),
  'capitals-of-two-encodings.csv': refused('encoding-unknown', 'It may be Windows-1252 or Shift_JIS', 3, [
    'windows-1252 a2,ios,ÄÖÜ',
    'shift_jis a2,ios,ﾄﾖﾜ',
  ]),
  'comment-line.csv': refused('format-unknown', ''),
  'control-characters.csv': [
    '2 create a1 [DisplayName text.control-characters] displayName=One\u0007\u001B[31m',
    '3 reject - [Identifier identifier.invalid]',
  ],
  'cp850-german.csv': refused('encoding-unknown', 'neither UTF-8 nor Windows-1252 nor Shift_JIS', 2),
  'cr-only.csv': ['2 create a1 displayName=One', '3 create a2 displayName=Two'],
  'crcrlf.csv': ['3 create a1 displayName=One', '5 create a2 displayName=Two'],
  'crlf.csv': ['2 create a1 displayName=One', '3 create a2 displayName=Two'],
  'days-as-date.csv': [
    '2 reject a1 [ExpirationDays expiration-days.invalid]',
    '3 reject a2 [ExpirationDays expiration-days.invalid]',
    '4 create a3',
  ],
  'decomposed.csv': ['2 create a1 displayName=Gru\u0308n'],
  'delimiter-at-the-end-of-rows.csv': ['2 create a1', '3 create a2'],
  'delimiter-at-the-end.csv': ['2 create a1', '3 create a2'],
  'devices.csv.bz2': refused('file-unreadable', 'compressed with bzip2'),
  'devices.csv.gz': refused('file-unreadable', 'compressed with gzip'),
  'devices.csv.xz': refused('file-unreadable', 'compressed with xz'),
  'devices.csv.zst': refused('file-unreadable', 'compressed with Zstandard'),
  'document.pdf': refused('file-unreadable', 'a PDF document'),
  'document.rtf': refused('file-unreadable', 'an RTF document'),
  'emoji.csv': ['2 create a1 displayName=👩\u200D👧 iPad 🏫'],
  'empty.csv': refused('file-empty', 'empty'),
  'euc-jp.csv': refused('encoding-unknown', 'It may be Windows-1252', 2, [
    'windows-1252 a1,ios,ÆüËÜ¸ì¥Æ¥¹¥È',
  ]),
  'formulas.csv': [
    '2 create a1 displayName==1+1',
    '3 create a2 displayName==HYPERLINK("x")',
    '4 create a3 displayName=@SUM(A1)',
    '5 create a4 displayName=+49 170',
    '6 reject - [Identifier identifier.invalid]',
  ],
  'full-width.csv': ['2 create A1 imei=356938035643809 serial=C02XK1ZLJGH5'],
  'gbk.csv': refused('encoding-unknown', 'It may be Windows-1252 or Shift_JIS', 2, [
    'windows-1252 a1,ios,²âÊÔÉè±¸',
    'shift_jis a1,ios,ｲ簗ﾔﾉ雎ｸ',
  ]),
  'header-in-other-letters.csv': [
    'header IDENTIFIER column.alias',
    'header os column.alias',
    'header display name column.nearest',
    '2 create a1 displayName=One',
  ],
  'header-missing.csv': refused('format-unknown', ''),
  'header-misspelt.csv': [
    'header Identifer column.nearest',
    'header DisplayNam column.nearest',
    '2 create a1 displayName=One',
  ],
  'header-of-another-list.csv': refused('format-unknown', ''),
  'header-only-no-line-end.csv': [],
  'header-only.csv': [],
  'header-repeated.csv': [
    '2 create a1 displayName=One',
    '3 reject Identifier [OS os.invalid]',
    '4 create a2 displayName=Two',
  ],
  'header-twice-the-same-name.csv': refused(
    'header-refused',
    'The column OS is there twice (columns 2 and 3): remove or rename one',
  ),
  'header-under-a-title.csv': refused('format-unknown', ''),
  'header-with-blank-names.csv': ['header column.unknown', '2 create a1'],
  'hint-colon.csv': refused('file-unreadable', 'names ":" as the delimiter', 1),
  'hint-in-quotes.csv': ['3 create a1'],
  'hint.csv': [
    'as ;',
    '3 create a1 displayName=One, two, three',
    '4 reject - [Identifier identifier.invalid]',
  ],
  'intune-imei-semicolon.csv': [
    'as intune-imei ;',
    'header platform.assumed',
    '1 create 356938035643809 imei=356938035643809 description=Room 12, left ownership=corporate',
    '2 create 356938035643817 imei=356938035643817 description=Room 13 ownership=corporate',
    '3 reject - [IMEI cell.spreadsheet-number]',
  ],
  'iso-2022-jp.csv': refused('file-unreadable', 'ISO-2022-JP text'),
  'json.csv': refused('file-unreadable', 'JSON'),
  'line-separators-in-cells.csv': [
    '2 create a1 displayName=One\u2028Two',
    '3 create a2 [DisplayName text.control-characters] displayName=Three\u0085Four',
  ],
  'long-rows.csv': [
    '2 reject a1 [row.too-long]',
    '3 create a2 displayName=Two',
    '4 create a3 displayName=Three',
  ],
  'look-alike-letters.csv': ['2 reject - [Identifier identifier.invalid]'],
  'macintosh-german.csv': refused('encoding-unknown', 'It may be Windows-1252 or Shift_JIS', 2, [
    'windows-1252 a1,ios,JŸrgens GerŠt',
    'shift_jis a1,ios,J殲gens Ger閣',
  ]),
  'mixed-encodings.csv': refused('encoding-unknown', 'It may be Windows-1252', 2, [
    'windows-1252 a1,ios,Grün',
  ]),
  'mixed-line-ends.csv': ['2 create a1', '3 create a2', '4 create a3'],
  'no-final-line-end.csv': ['2 create a1 displayName=One', '3 create a2 displayName=Two'],
  'non-breaking-blanks.csv': ['2 create a1 imei=356938035643809 serial=C02XK1ZLJGH5'],
  'nul-in-quotes.csv': refused('file-unreadable', 'a NUL character', 2),
  'nul.csv': refused('file-unreadable', 'a NUL character', 3),
  'one-column.csv': ['2 reject a1 [OS cell.required]', '3 reject a2 [OS cell.required]'],
  'only-bom.csv': refused('file-empty', 'empty'),
  'only-commas.csv': refused('file-empty', 'empty'),
  'only-line-ends.csv': refused('file-empty', 'empty'),
  'passwords.csv': ['header Password column.dropped', '2 create a1'],
  'picture.jpg': refused('file-unreadable', 'a JPEG picture'),
  'picture.png': refused('file-unreadable', 'a PNG picture'),
  'pipe.csv': ['as |', '2 create a1 displayName=One, two; three'],
  'placeholders.csv': [
    '2 create a1 [Serial serial.placeholder] serial=000000000000',
    '3 create a2 [Serial serial.implausible] serial=N/A',
    '4 create a3 [IMEI imei.placeholder] imei=000000000000000',
    '5 reject a4 [IMEI imei.invalid]',
  ],
  'pre-enrollment-odd.csv': [
    'as pre-enrollment',
    '2 create C02XK1ZLJGH5 userName=ana@example.com name=Ana email=ana@example.com mobile=+49 170 1 serial=C02XK1ZLJGH5 displayName=One depMethod=Serial ownership=corporate',
    '3 reject C02XK1ZLJGH6 [email email.invalid, ownership ownership.invalid]',
  ],
  'quote-behind-a-blank.csv': ['2 reject a1 [row.too-long]', '3 create a2 displayName=Two'],
  'quote-goes-on.csv': ['2 create a1 displayName="One" more', '3 create a2 displayName=Two'],
  'quote-inside.csv': ['2 create a1 displayName=5" screen', '3 create a2 displayName=the "big" one'],
  'quote-never-closed.csv': refused('file-unreadable', 'opened on or after line 3 and never closed', 3),
  'quoted-lines.csv': refused('format-unknown', ''),
  'quotes.csv': [
    '2 create a1 displayName=Smith, Ana description=5" screen\nsecond line',
    '4 create a2 displayName=x',
  ],
  'right-to-left.csv': ['2 create a1 serial=C02XK1ZLJGH5 displayName=שלום'],
  'semicolon.csv': ['as ;', '2 create a1 displayName=One, two'],
  'separators-in-numbers.csv': [
    '2 create a1 [Serial serial.blanks] wifiMac=a4:83:e7:00:00:01 imei=356938035643809 meid=A00000123456FF serial=C02XK1ZLJGH5',
    '3 create a2 wifiMac=a4:83:e7:00:00:02 imei=356938035643817 meid=A1000049D0A8F9',
    '4 create a3 imei=356938035643825',
  ],
  'shift-jis-half-width.csv': [
    'as shift_jis',
    '2 create a1 displayName=ﾃｽﾄ',
    '3 create a2 displayName=ﾀﾅｶ ｲﾁﾛｳ',
  ],
  'shift-jis.csv': ['as shift_jis', '2 create a1 displayName=田中のiPad', '3 create a2 displayName=会議室Ａ'],
  'short-rows.csv': [
    '2 create a1 [row.short]',
    '3 create a2 displayName=Two',
    '4 reject a3 [row.short, OS cell.required]',
  ],
  'sign-in-page.csv': refused('file-unreadable', 'an HTML page'),
  'single-quotes.csv': ['2 reject a1 [row.too-long]', "3 create a2 displayName='Two'"],
  'smart-quotes.csv': ['2 reject a1 [row.too-long]', '3 create a2 displayName=“Two”'],
  'spreadsheet-2003.csv': refused('file-unreadable', 'an XML document'),
  'spreadsheet-dates-of-other-languages.csv': [
    '2 reject - [Identifier cell.spreadsheet-date]',
    '3 reject - [Identifier cell.spreadsheet-date]',
    '4 reject - [Identifier cell.spreadsheet-date]',
    '5 reject - [Identifier cell.spreadsheet-date]',
    '6 reject - [Identifier cell.spreadsheet-date]',
    '7 reject - [Identifier cell.spreadsheet-date]',
  ],
  'spreadsheet-dates.csv': [
    '2 reject - [Identifier cell.spreadsheet-date]',
    '3 reject - [Identifier cell.spreadsheet-date]',
    '4 reject - [Identifier cell.spreadsheet-date]',
    '5 reject - [Identifier cell.spreadsheet-date]',
  ],
  'spreadsheet-errors-of-other-languages.csv': [
    '2 reject - [Identifier cell.spreadsheet-error]',
    '3 reject a2 [DisplayName cell.spreadsheet-error]',
    '4 reject a3 [DisplayName cell.spreadsheet-error]',
    '5 reject a4 [DisplayName cell.spreadsheet-error]',
    '6 reject a5 [DisplayName cell.spreadsheet-error]',
    '7 reject a6 [DisplayName cell.spreadsheet-error]',
    '8 reject a7 [DisplayName cell.spreadsheet-error]',
  ],
  'spreadsheet-errors.csv': [
    '2 reject - [Identifier cell.spreadsheet-error]',
    '3 reject a2 [Serial cell.spreadsheet-error]',
    '4 reject a3 [DisplayName cell.spreadsheet-error]',
    '5 create a4 displayName=#WOW!',
  ],
  'spreadsheet-exponents.csv': [
    '2 reject a1 [Serial cell.spreadsheet-number]',
    '3 reject a2 [IMEI cell.spreadsheet-number]',
    '4 reject a3 [IMEI cell.spreadsheet-number]',
    '5 reject a4 [MEID cell.spreadsheet-number]',
    '6 reject a5 [UDID cell.spreadsheet-number]',
    '7 reject a6 [WifiMac cell.spreadsheet-number]',
    '8 reject - [Identifier cell.spreadsheet-number]',
  ],
  'spreadsheet-fractions.csv': [
    '2 reject a1 [IMEI cell.spreadsheet-number]',
    '3 reject a2 [IMEI cell.spreadsheet-number]',
  ],
  'spreadsheet-kept-text.csv': [
    '2 create 0012 [Serial serial.implausible] imei=356938035643809 serial=MAR12',
  ],
  'spreadsheet-rounded.csv': [
    '2 reject a1 [Serial cell.spreadsheet-number]',
    '3 create a2 [Serial serial.rounded] serial=1234567890123450',
  ],
  'spreadsheet-zeros.csv': [
    '2 reject a1 [IMEI cell.zeros-lost]',
    '3 reject a2 [IMEI cell.zeros-lost]',
    '4 reject a3 [MEID cell.zeros-lost]',
    '5 reject a4 [UDID cell.zeros-lost]',
    '6 reject a5 [WifiMac cell.zeros-lost]',
    '7 create a6 imei=012345600123454',
  ],
  'spreadsheet.ods': refused('file-unreadable', 'an OpenDocument spreadsheet (.ods)'),
  'tab.csv': ['as tab', '2 create a1 displayName=One, two; three'],
  'table.xls': refused('file-unreadable', 'an HTML page'),
  'tabs-inside.csv': ['2 create a1 displayName=One\tTwo', '3 create a2 displayName=Three'],
  'total-at-the-end.csv': [
    '2 create a1 displayName=One',
    '3 create a2 displayName=Two',
    '4 reject - [Identifier identifier.invalid, OS cell.required]',
  ],
  'two-delimiters.csv': [
    'header Identifier;OS column.nearest',
    '2 reject - [Identifier;OS identifier.invalid, OS cell.required]',
  ],
  'utf-16be-bom.csv': ['as utf-16be', '2 create a1 displayName=Größe', '3 create a2 displayName=テスト'],
  'utf-16be-without-bom.csv': [
    'as utf-16be',
    '2 create a1 displayName=Größe',
    '3 create a2 displayName=テスト',
  ],
  'utf-16le-bom.csv': ['as utf-16le', '2 create a1 displayName=Größe', '3 create a2 displayName=テスト'],
  'utf-16le-half-a-unit.csv': refused('encoding-unknown', 'not UTF-16LE', 3),
  'utf-16le-lone-surrogate.csv': refused('encoding-unknown', 'not UTF-16LE', 3),
  'utf-16le-without-bom-japanese-header.csv': refused(
    'encoding-unknown',
    'The file looks like UTF-16 without a byte order mark',
    1,
    ['utf-16le Identifier,OS,備考'],
  ),
  'utf-16le-without-bom.csv': [
    'as utf-16le',
    '2 create a1 displayName=Größe',
    '3 create a2 displayName=テスト',
  ],
  'utf-32be-without-bom.csv': refused('file-unreadable', 'UTF-32 text'),
  'utf-32le-bom.csv': refused('file-unreadable', 'UTF-32 text'),
  'utf-8-bom.csv': ['2 create a1 displayName=Größe'],
  'utf-8-cut.csv': refused('encoding-unknown', 'It may be Windows-1252', 3, ['windows-1252 a2,ios,ãƒ†ã‚']),
  'utf-8-damaged.csv': refused('encoding-unknown', 'though most of the file is', 5),
  'utf-8-mojibake.csv': ['2 create a1 [DisplayName text.garbled] displayName=GrÃ¼n'],
  'utf-8-replacement-character.csv': [
    '2 create a1 [DisplayName text.lost-letters] displayName=Gr\uFFFDn',
    '3 create a2 displayName=Rot',
  ],
  'utf-8-two-boms.csv': ['2 create a1 displayName=Größe'],
  'utf-8.csv': ['2 create a1 displayName=Größe', '3 create a2 displayName=テスト'],
  'windows-1250-czech.csv': refused('encoding-unknown', 'It may be Windows-1252 or Shift_JIS', 2, [
    'windows-1252 a1,ios,Dvoøák',
    'shift_jis a1,ios,Dvo\uE680k',
  ]),
  'windows-1251-russian.csv': refused('encoding-unknown', 'It may be Windows-1252', 2, [
    'windows-1252 a1,ios,Èâàíîâ',
  ]),
  'windows-1252-apostrophe.csv': ['as windows-1252', '2 create a1 displayName=Ana’s iPad'],
  'windows-1252-french.csv': [
    'as windows-1252',
    '2 create a1 displayName=Tablette de Prénom',
    '3 create a2 displayName=l’école élémentaire',
  ],
  'windows-1252-german.csv': [
    'as windows-1252 ;',
    '2 create a1 displayName=Jürgens iPad – Größe 5',
    '3 create a2 displayName=MÜLLER',
  ],
  'workbook.xls': refused('file-unreadable', 'an old Excel workbook (.xls)'),
  'workbook.xlsx': refused('file-unreadable', 'an Excel workbook (.xlsx)'),
  'wrong-check-digit.csv': ['2 create a1 [IMEI imei.check-digit] imei=356938035643808'],
  'zero-width.csv': ['2 create a1 imei=356938035643809 serial=C02XK1ZLJGH5'],
}

const folder = new URL('fixtures/damaged/', import.meta.url)

test('every file has its outcome', () => {
  const files = readdirSync(folder).filter((name) => !name.endsWith('.md'))
  expect(Object.keys(outcomes).sort()).toEqual(files.sort())
})

test('every damaged or odd file becomes what it should', async () => {
  const app = await testApp()
  for (const [name, outcome] of Object.entries(outcomes)) {
    const answer = await upload(app, new Uint8Array(readFileSync(new URL(name, folder))))
    const found = Array.isArray(outcome) ? await planOf(app, answer) : refusalOf(answer, outcome.part)
    expect({ [name]: found }).toEqual({ [name]: outcome })
  }
  const kept = await sql`select from import_row where cells::text like '%pässword%'`.execute(app.platform.db)
  expect(kept.rows).toEqual([])
})

function refusalOf({ status, body }: Answer, part: string): Refusal | Answer {
  const { code, detail, line, candidates = [] } = body
  if (status !== 400 || !detail.includes(part)) return { status, body } as Answer
  const shown = (candidates as EncodingCandidate[]).map(({ encoding, sample }) => `${encoding} ${sample}`)
  return { code, part, line, candidates: shown }
}

async function planOf(app: TestApp, { status, body }: Answer): Promise<unknown> {
  if (status !== 201) return body
  const items: ImportRow[] = (await app.api('GET', `/imports/${body.id}/rows?limit=500`)).body.items
  const counted = (outcome: string) => items.filter((row) => row.outcome === outcome).length
  const counts = { create: counted('create'), reject: counted('reject'), update: 0, unchanged: 0 }
  expect(body.counts).toEqual({ rows: items.length, ...counts, clear: 0, mails: 0 })
  return [...readAs(body), ...headerLines(body.headerProblems), ...items.map(rowLine)]
}

type Reading = { format: string; encoding: string; delimiter: string }

function readAs({ format, encoding, delimiter }: Reading): string[] {
  const separator = delimiter === '\t' ? 'tab' : delimiter
  const unusual = [format, encoding, separator].filter((word) => !['bizmobile', 'utf-8', ','].includes(word))
  return unusual.length > 0 ? [`as ${unusual.join(' ')}`] : []
}

const shownProblem = ({ column, code }: RowProblem) => (column ? `${column} ${code}` : code)
const headerLines = (problems: RowProblem[]) => problems.map((problem) => `header ${shownProblem(problem)}`)

const unsaid = ['identifier', 'platform', 'expirationDays', 'code']

function rowLine({ line, outcome, label, problems, changes }: ImportRow): string {
  const found = problems.length > 0 ? [`[${problems.map(shownProblem).join(', ')}]`] : []
  const values = changes
    .filter(({ field }) => !unsaid.includes(field))
    .map(({ field, after }) => `${field}=${after}`)
  return [line, outcome, label || '-', ...found, ...values].join(' ')
}

test.each([
  [
    'a cell of 10,001 characters',
    `a1,ios,${'x'.repeat(10_001)}\n`,
    'a cell of more than 10,000 characters',
    2,
  ],
  ['201 columns', `a1,ios,x${','.repeat(198)}\n`, 'Line 2 has more than 200 columns', 2],
  ['a row of 2 MB', `a1,ios,"${'x\n'.repeat(1_100_000)}"\n`, 'The row that starts on line 2', 2],
  ['200,001 rows', 'a1,ios,x\n'.repeat(200_001), 'more than 200,000 rows', 200_002],
])('%s are too much, and the limits are told', async (_, rows, part, line) => {
  const app = await testApp()
  const { status, body } = await upload(app, `Identifier,OS,DisplayName\n${rows}`)
  expect({ status, ...body }).toMatchObject({ status: 413, code: 'import.file-too-large', line })
  expect(body.detail).toContain(part)
  expect(body.detail).toContain(
    'A file may have 200 MB, 200,000 rows, 200 columns and 10,000 characters in a cell',
  )
  expect((await app.api('GET', '/imports')).body.total).toBe(0)
})

test('a stray byte on row 150,000 counts', async () => {
  const app = await testApp()
  const rows = 'a1,ios,x\n'.repeat(150_000)
  const csv = Buffer.from(`Identifier,OS,DisplayName\n${rows}a2,ios,\x81\xff\n`, 'latin1')
  const { status, body } = await upload(app, csv)
  expect({ status, ...body }).toMatchObject({ status: 400, code: 'import.encoding-unknown', line: 150_002 })
})
