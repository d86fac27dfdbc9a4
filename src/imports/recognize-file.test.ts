import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Problem } from '../platform/problem.ts'
import type { Asked } from './choose-kind.ts'
import { fields } from './fields.ts'
import { formats, orderOf } from './formats.ts'
import { recognizeList } from './recognize-file.ts'

const rowsOf = (...lines: string[]) =>
  lines.map((line, index) => ({ line: index + 1, cells: line.split(',') }))
const recognize = (lines: string[], asked: Partial<Asked> = {}) =>
  recognizeList(rowsOf(...lines), { strict: false, ...asked })
const fieldsOf = ({ mapping }: ReturnType<typeof recognize>) => mapping.map(({ field }) => field)
const hows = ({ mapping }: ReturnType<typeof recognize>) => mapping.map(({ how }) => how)

function problemOf(lines: string[], asked: Partial<Asked> = {}) {
  try {
    recognize(lines, asked)
  } catch (error) {
    if (error instanceof Problem) return error.toJSON()
    throw error
  }
  throw new Error('The list was recognized')
}

/** The headers of the products, as shared/reference/csv-formats.json has them. */
const headers: [id: string, header: string][] = [
  [
    'bizmobile',
    'UserName,Name,EmailAddress,UserDescription,Organizations,Identifier,Template,Code,OS,DeviceTags,WifiMac,IMEI,MEID,UDID,Serial,ExpirationDays',
  ],
  ['android-bulk', 'IMEI,Serial Number,Manufacturer'],
  ['android-bulk', 'IMEI,Serial Number,Manufacturer,Department,Cost Center,Owner'],
  ['android-bulk', 'Serial Number,Manufacturer'],
  ['android-bulk', 'IMEI,Room,Shelf'],
  ['pre-enrollment', 'name,email,mobile,ownership,devicename,SerialNumber,platform'],
  ['pre-enrollment', 'Name,Email,Mobile,Ownership,Device Name,Serial Number,Platform'],
  ['autopilot', 'Device Serial Number,Windows Product ID,Hardware Hash'],
  ['autopilot', 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User'],
  ['partner-center', 'Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model'],
  ['partner-center', 'Device Serial Number,Manufacturer name,Device model'],
  [
    'jamf-preload',
    'Serial Number,Device Type,Username,Full Name,Email Address,Phone Number,Position,Department,Building,Room,PO Number,PO Date,Warranty Expiration,AppleCare ID,Purchase Price,Life Expectancy,Purchasing Account,Purchasing Contact,Lease Expiration,Bar Code 1,Bar Code 2,Asset Tag,Vendor',
  ],
  ['jamf-preload', 'Serial Number,Device Type,Username,EA Cost Center,EA Shelf'],
  ['jamf-school-placeholder', 'SerialNumber,Identification,AssetTag,AssignToUser'],
  [
    'ws1-batch',
    'Group ID,User Name,Email Address,Device Ownership,Device Type,Serial Number,IMEI,UDID,Asset Number,Friendly Name,Tags,Authorized GroupIDs',
  ],
  ['ws1-batch', 'Group ID*,User Name*,Password*,First Name*,Last Name*,Email Address*'],
  ['ws1-allowlist', 'Group ID,Device Attribute,Attribute Value,Ownership,Platform'],
  ['knox-bulk', 'Device ID,User ID,Password,Tags'],
  ['knox-bulk', 'Device ID'],
  ['zero-touch-customer', 'modemtype,modemid,serial,model,manufacturer,profiletype,profileid'],
  ['zero-touch-customer', 'modemtype,modemid,manufacturer,profiletype,profileid'],
  ['zero-touch-customer', 'serial,model,manufacturer,profiletype,profileid'],
  ['zero-touch-reseller', 'modemtype,modemid,serial,model,manufacturer,profiletype,owner'],
  ['zero-touch-reseller', 'modemtype,modemid,profiletype,owner'],
  [
    'asm-students',
    'person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id',
  ],
  [
    'asm-staff',
    'person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id',
  ],
  ['abm-export', 'Serial Number,Device Model,Device Type,Order Number,Source,MDM Server,Date Added'],
  ['manageengine-invite', 'EMAIL_ADDRESS,PLATFORM_TYPE,OWNED_BY,GROUP_NAME,DOMAIN'],
  [
    'nable-mdm',
    'client_name,site_name,device_name,first_name,last_name,email_address,phone_number,send_sms,byod',
  ],
  ['soliton-dme', 'terminalID,phoneNumber,platform,phoneModel,userID,userType'],
  ['octave', 'IMEI,FSN,NAME,TAG.site,METADATA.floor'],
  ['ivanti-epmm-register', 'User,Phone Number,Country,Platform,Device Type,Device Ownership,E-mail'],
  ['generic', 'IMEI,Model,Owner,E-mail,Department,Location,Note'],
  ['generic', 'Seriennummer,Hersteller,Modell,Benutzer,Standort,Bemerkung,Betriebssystem'],
  ['generic', 'Numéro de série,Fabricant,Modèle,Utilisateur'],
  ['generic', 'S/N,Make,Model,Asset Tag,OS'],
  ['generic', 'Username,Serial Number,IMEI,Platform,E-mail'],
  [
    'generic',
    'Device ID,Device name,Ownership,Compliance,OS,OS version,Last check-in,Primary user UPN,Serial number,IMEI,Manufacturer,Model',
  ],
  ['intune-serial', 'Serial number,Details,RejectReason'],
  ['plain-list', '"IMEI, MEID or serial number",RejectReason'],
]
const split = (header: string) => header.match(/"[^"]*"|[^,]+/g)!.map((name) => name.replaceAll('"', ''))
const formatOf = (header: string[]) =>
  recognizeList([{ line: 1, cells: header }], { strict: false }).format.id

test.each(headers)('%s: %s', (id, header) => {
  const names = split(header)
  expect(formatOf(names)).toBe(id)
  expect(formatOf(names.map((name) => ` ${name} `))).toBe(id)
  if (id === 'bizmobile' || id === 'intune-serial' || id === 'plain-list') return
  expect(formatOf(names.map((name) => name.toLowerCase()))).toBe(id)
  expect(formatOf(names.map((name) => name.toUpperCase()))).toBe(id)
  const shuffled = fc.shuffledSubarray(names, { minLength: names.length })
  fc.assert(
    fc.property(shuffled, (order) => formatOf(order) === id),
    { numRuns: 20 },
  )
})

test('the header of every format is recognized as no other, and every column has its place', () => {
  for (const { id, header, refused, columns, ignored, secret } of formats) {
    if (!header || refused) continue
    const names = [...columns.map(({ name }) => name), ...ignored, ...secret]
    const file = recognizeList([{ line: 1, cells: names }], { strict: false })
    expect(file.format.id).toBe(id)
    expect(hows(file).filter((how) => !['exact', 'ignored', 'dropped'].includes(how))).toEqual([])
    expect(recognizeList([{ line: 1, cells: names }], { strict: true, format: id }).format.id).toBe(id)
  }
})

test.each([
  ['intune-imei', ['356938035643809', '490154203237518']],
  ['intune-imei', ['356938035643809,Trolley 3', '490154203237518,']],
  ['intune-imei', ['35-693803-564380-9,a', '3.56938E+14,b']],
  ['intune-serial', ['C02XK1ZLJGH5,Trolley 3', 'DMPXK1ZLJGH6,Trolley 4']],
  ['intune-serial', ['C02.XK1.ZLJ', 'R58M10ABCDE']],
  [
    'intune-windows-mms',
    ['Microsoft Corporation,Surface Pro 9,0F3313Z22413FY', 'Dell Inc.,Latitude 7440,5CG13001AB'],
  ],
  ['autopilot', [`5CG13001AB,,${'T0GPAgEA'.repeat(40)}`, `0F3313Z22413FY,,${'T0GPAgEA'.repeat(40)},Loan`]],
  ['miradore-user-device', ['ana@example.com,356938035643809', 'ben@example.com,R58M10ABCDE']],
  ['soti-ade', ['C02XK1ZLJGH5,iPad', 'DMPXK1ZLJGH6,iPhone']],
  ['nable-mdm', ['School,Main,Phone 1,Test,User,ana@example.com,,0,1']],
  ['soliton-dme', ['356938035643809,,Android,SM-G525F,ana,1']],
  ['plain-list', ['356938035643809', 'R58M10ABCDE', 'A00000123456FF']],
])('%s without a header: %j', (id, lines) => {
  const file = recognize(lines)
  expect(file).toMatchObject({ format: { id }, hasHeader: false })
  expect(file.header).toEqual(orderOf(file.format).slice(0, file.header.length))
  expect(hows(file)).not.toContain('unknown')
})

test('a list without a header may have one of its own words, and loses no record to that', () => {
  const lines = ['Phones,Place', '356938035643809,Trolley 3', '490154203237518,Trolley 4']
  const file = recognize(lines)
  expect(file).toMatchObject({ format: { id: 'intune-imei' }, hasHeader: true, header: ['Phones', 'Place'] })
  expect(fieldsOf(file)).toEqual(['imei', 'description'])
  expect(
    recognize(['35693803564380X,Trolley 3', ...lines.slice(1), ...Array<string>(8).fill(lines[1]!)]),
  ).toMatchObject({
    format: { id: 'intune-imei' },
    hasHeader: false,
  })
  expect(recognize(['DMPQRSTUVW,iPad', 'C02XK1ZLJGH5,iPad'])).toMatchObject({
    format: { id: 'soti-ade' },
    hasHeader: false,
  })
})

test('words over serial numbers are not guessed at', () => {
  expect(problemOf(['Host,Address', 'SERVER01,10.0.0.1', 'SERVER02,10.0.0.2'])).toMatchObject({
    code: 'import.format-unknown',
    header: ['Host', 'Address'],
    samples: [
      ['SERVER01', 'SERVER02'],
      ['10.0.0.1', '10.0.0.2'],
    ],
  })
  expect(recognize(['Host,Address', 'SERVER01,10.0.0.1'], { format: 'intune-serial' })).toMatchObject({
    hasHeader: true,
  })
})

test('what a list without a header has too much is named by its place', () => {
  const file = recognize(['356938035643809,Trolley 3,x', '490154203237518,,'], { format: 'intune-imei' })
  expect(file.header).toEqual(['IMEI', 'Details', 'Column 3'])
  expect(hows(file)).toEqual(['position', 'position', 'unknown'])
  expect(file.headerProblems.map(({ column, code }) => [column, code])).toEqual([
    ['Column 3', 'column.unknown'],
    ['', 'platform.assumed'],
  ])
  expect(recognize(['IMEI,Details,Column 3,RejectReason', '1,2,3,4'])).toMatchObject({
    format: { id: 'intune-imei' },
    hasHeader: true,
  })
})

test('a guess at the platform is told, unless it was named', () => {
  const told = (asked: Partial<Asked>) =>
    recognize(['356938035643809'], asked).headerProblems.map(({ code }) => code)
  expect(told({})).toEqual(['platform.assumed'])
  expect(told({ platform: 'ios' })).toEqual([])
})

test('school lists without people and devices are refused by name', () => {
  for (const header of ['roster_id,class_id,student_id', 'course_id,course_number,course_name,location_id']) {
    expect(problemOf([header])).toMatchObject({
      code: 'import.format-refused',
      detail: expect.stringContaining('Import students.csv and staff.csv') as unknown,
    })
  }
  expect(problemOf(['x'], { format: 'asm-rosters' })).toMatchObject({ code: 'import.format-refused' })
})

test('a format that is asked for is taken, or refused by what is missing', () => {
  expect(recognize(['IMEI,Platform,User'], { format: 'android-bulk' })).toMatchObject({
    format: { id: 'android-bulk' },
    mapping: [{ field: 'imei' }, { field: 'customAttributes.Platform' }, { field: 'customAttributes.User' }],
  })
  expect(problemOf(['Serial Number,Room'], { format: 'android-bulk' })).toMatchObject({
    code: 'import.header-refused',
    detail:
      'The header lacks what Android bulk enrollment (Ivanti Neurons for MDM, Ivanti EPMM) needs: IMEI, or Serial Number and Manufacturer',
  })
  expect(problemOf(['356938035643809,x'], { format: 'android-bulk' })).toMatchObject({
    code: 'import.header-refused',
    detail: expect.stringMatching(/^The first line looks like data: the header is missing\./) as unknown,
  })
})

test('a file without meaning is refused with its names and first values, without passwords', () => {
  expect(problemOf(['red,green,Password', '1,2,x', '3,2,y'])).toMatchObject({
    code: 'import.format-unknown',
    header: ['red', 'green', 'Password'],
    samples: [['1', '3'], ['2'], []],
  })
  expect(problemOf(['DMPXK1ZLJGH6,ana,Room 12', 'C02XK1ZLJGH5,ben,Room 13'])).toMatchObject({
    code: 'import.format-unknown',
    detail: expect.stringMatching(/^The first line looks like data: is the header missing/) as unknown,
    header: ['Column 1', 'Column 2', 'Column 3'],
    samples: [
      ['DMPXK1ZLJGH6', 'C02XK1ZLJGH5'],
      ['ana', 'ben'],
      ['Room 12', 'Room 13'],
    ],
  })
})

test('a mapping by hand makes sense of such a file', () => {
  const mapping = [
    { column: 'red', field: 'serial' },
    { index: 1, field: 'customAttributes. Shelf ' },
  ]
  const file = recognize(['red,green,blue', 'C02XK1ZLJGH5,2,3'], { mapping })
  expect(file).toMatchObject({ format: { id: 'generic' }, hasHeader: true })
  expect(fieldsOf(file)).toEqual(['serial', 'customAttributes.Shelf', null])
  expect(hows(file)).toEqual(['given', 'given', 'unknown'])
  expect(file.columns.map(({ name, column }) => [name, column.kind])).toEqual([
    ['red', 'serial'],
    ['green', 'attribute'],
  ])
  const list = recognize(['DMPXK1ZLJGH6,ana,Room 12'], {
    mapping: [
      { index: 0, field: 'serial' },
      { column: 'Column 2', field: 'userName' },
    ],
  })
  expect(list).toMatchObject({ hasHeader: false, header: ['Column 1', 'Column 2', 'Column 3'] })
  expect(fieldsOf(list)).toEqual(['serial', 'userName', null])
})

test('whether there is a header can be known beforehand', () => {
  const mapping = [{ index: 0, field: 'serial' }]
  const lines = ['DMPQRSTUVW,IMEI', 'C02XK1ZLJGH5,x']
  expect(recognize(lines, { mapping })).toMatchObject({ hasHeader: true })
  expect(recognize(lines, { mapping, format: 'generic', hasHeader: false })).toMatchObject({
    format: { id: 'generic' },
    hasHeader: false,
    header: ['Column 1', 'Column 2'],
  })
  const phones = ['Phones 1,Place', '356938035643809,x', '490154203237518,y']
  expect(recognize(phones, { format: 'intune-imei', hasHeader: true })).toMatchObject({
    hasHeader: true,
    header: ['Phones 1', 'Place'],
  })
})

test('a mapping by hand goes before what the names say', () => {
  const file = recognize(['Identifier,OS,Serial,Note'], {
    mapping: [
      { column: 'Note', field: 'serial' },
      { column: 'OS', field: null },
    ],
  })
  expect(file.mapping.map(({ column, field, how }) => [column, field, how])).toEqual([
    ['Identifier', 'identifier', 'exact'],
    ['OS', null, 'given'],
    ['Serial', null, 'unknown'],
    ['Note', 'serial', 'given'],
  ])
})

test.each([
  [[{ column: 'Nothing', field: 'serial' }], '/mapping/0', 'The file has no column Nothing'],
  [[{ index: 7, field: 'serial' }], '/mapping/0', 'The file has no column number 8'],
  [[{ field: 'serial' }], '/mapping/0', 'The file has no column number 0'],
  [[{ index: 0, field: 'nonsense' }], '/mapping/0', 'There is no field nonsense for the column IMEI'],
  [
    [
      { index: 0, field: 'serial' },
      { index: 1, field: 'serial' },
    ],
    '/mapping/1',
    'Two columns are mapped to serial',
  ],
  [
    [
      { index: 0, field: 'serial' },
      { column: 'IMEI', field: null },
    ],
    '/mapping/1',
    'The column IMEI is mapped twice',
  ],
  [[{ column: 'PIN', field: 'code' }], '/mapping/0', 'The column PIN holds passwords and cannot be imported'],
  [
    [{ column: 'IMEI', field: null }],
    '/mapping',
    'No column names a device or a user. The columns are IMEI, Room, PIN',
  ],
])('the mapping %j is refused', (mapping, pointer, message) => {
  expect(problemOf(['IMEI,Room,PIN'], { mapping })).toMatchObject({
    code: 'import.mapping-refused',
    errors: [{ pointer, message }],
  })
})

const remembered = {
  format: 'generic',
  mapping: [
    { index: 0, field: 'serial' },
    { index: 1, field: 'userName' },
    { index: 2, field: null },
  ],
}

test('what was chosen for this header counts when nothing else is asked for', () => {
  const file = recognize(['S/N,Card,Name'], { remembered })
  expect(file.mapping.map(({ field, how }) => [field, how])).toEqual([
    ['serial', 'alias'],
    ['userName', 'remembered'],
    [null, 'unknown'],
  ])
  expect(hows(recognize(['S/N,Card,Name'], { remembered, format: 'generic' }))).toEqual([
    'alias',
    'unknown',
    'unknown',
  ])
  const unsound = { ...remembered, mapping: [{ index: 0, field: 'nonsense' }] }
  expect(hows(recognize(['S/N,Card,Name'], { remembered: unsound }))).toEqual(['alias', 'unknown', 'unknown'])
})

test('passwords are dropped in every format, by any name', () => {
  const header =
    'Identifier,OS,Code,Position,Password,Passwort 2,User PIN,Contraseña,mot_de_passe,パスワード,Pasword'
  const file = recognize([header, 'a1,ios,123,x,secret'])
  expect(file.dropped).toEqual([4, 5, 6, 7, 8, 9, 10])
  expect(file.mapping[4]).toMatchObject({ field: null, how: 'dropped', samples: [] })
  expect(file.mapping[2]).toMatchObject({ field: 'code', how: 'exact', samples: [] })
  expect(file.mapping[3]).toMatchObject({ how: 'unknown' })
  expect(file.headerProblems).toContainEqual({
    column: 'Password',
    code: 'column.dropped',
    severity: 'warning',
    message: 'The column Password holds passwords: it is not imported, and nothing of it is kept',
  })
})

test('blank columns that a spreadsheet leaves at the end are nothing to speak of', () => {
  expect(recognize(['Identifier,OS,,', 'a1,ios,,']).headerProblems).toEqual([])
  expect(recognize(['Identifier,OS,,', 'a1,ios,,x']).headerProblems.map(({ message }) => message)).toEqual([
    'Unknown column number 4 (without a name): it is not imported',
  ])
})

test('details of people are left out where no column names the user', () => {
  const file = recognize(['IMEI,Platform,Mobile,Vorname'])
  expect(fieldsOf(file)).toEqual(['imei', 'platform', null, null])
  expect(file.headerProblems.map(({ column, code }) => [column, code])).toEqual([
    ['Mobile', 'column.without-user'],
    ['Vorname', 'column.without-user'],
  ])
})

test('samples are the first different values, cut', () => {
  const { mapping } = recognize(['Identifier,OS', 'a1,ios', ',ios', `${'x'.repeat(80)},ios`, 'a3,', 'a4,'])
  expect(mapping.map(({ samples }) => samples)).toEqual([['a1', 'x'.repeat(60), 'a3'], ['ios']])
})

test('cells that were guarded against formulas are read as they were', () => {
  expect(recognize(["IMEI,'=Room", '="356938035643809",1']).mapping).toMatchObject([
    { column: 'IMEI', samples: ['356938035643809'] },
    { column: '=Room', field: 'customAttributes.=Room' },
  ])
  expect(recognize(['="356938035643809"'])).toMatchObject({ format: { id: 'intune-imei' }, hasHeader: false })
})

const name = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    ...formats.flatMap((format) => [...orderOf(format), ...format.columns.flatMap(({ aliases }) => aliases)]),
  ),
)
const cells = fc.array(name, { minLength: 1, maxLength: 8 })
const given = fc.array(
  fc.record(
    {
      column: name,
      index: fc.nat(9),
      field: fc.option(
        fc.constantFrom(...fields.map(({ field }) => field), 'customAttributes.x', 'nonsense'),
        {
          nil: null,
        },
      ),
    },
    { requiredKeys: ['field'] },
  ),
  { maxLength: 4 },
)
const asked = fc.record(
  {
    format: fc.constantFrom(...formats.map(({ id }) => id)),
    mapping: given,
    remembered: fc.record({
      format: fc.constantFrom(...formats.map(({ id }) => id), 'gone'),
      mapping: fc.array(
        fc.record({ index: fc.nat(9), field: fc.constantFrom('imei', 'userName', 'gone', null) }),
        { maxLength: 4 },
      ),
    }),
    strict: fc.boolean(),
  },
  { requiredKeys: ['strict'] },
)

test('every column gets one place and every field one column, or the file is refused by a problem', () => {
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1, maxLength: 4 }), asked, (rows, asked) => {
      try {
        const head = rows.map((cells, index) => ({ line: index + 1, cells }))
        const { header, mapping, columns, headerProblems, dropped } = recognizeList(head, asked)
        expect(mapping.map(({ index }) => index)).toEqual(header.map((_, index) => index))
        const used = mapping.flatMap(({ field }) => field ?? [])
        expect(new Set(used).size).toBe(used.length)
        expect(columns.map(({ column }) => column.field)).toEqual(used)
        const told = new Set(headerProblems.map(({ column }) => column))
        const silent = mapping.filter(({ column, how }) => how === 'unknown' && !told.has(column))
        expect(silent).toEqual([])
        expect(columns.filter(({ index }) => dropped.includes(index))).toEqual([])
      } catch (error) {
        if (!(error instanceof Problem)) throw error
      }
    }),
    { numRuns: 1000 },
  )
})
