import * as fc from 'fast-check'
import { sql } from 'kysely'
import type { TestApp } from './test-app.ts'

/** Small installations, files that change them, and edits by hand: few values, so that devices meet, swap and collide. */

const tags = ['loan', 'grade 5', 'spare']
const templates = ['Classroom', 'Staff room']
const organizations = ['School', 'Staff']
const serials = ['C02XK1ZLJGH1', 'C02XK1ZLJGH2', 'C02XK1ZLJGH3', 'C02XK1ZLJGH4']
const imeis = ['356938035643809', '490154203237518', '352099001761481']
const text = fc.constantFrom('One', 'Two', 'Three')
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 })
const some = (names: string[]) => fc.subarray(names)

const user = fc.record({
  name: maybe(text),
  email: maybe(fc.constantFrom('a@example.com', 'b@example.com')),
  description: maybe(text),
  organizations: some(organizations),
})
const device = fc.record({
  displayName: maybe(text),
  description: maybe(text),
  serial: maybe(fc.constantFrom(...serials)),
  imei: maybe(fc.constantFrom(...imeis)),
  meid: maybe(fc.constantFrom('A00000123456FF', 'A00000123456FE')),
  wifiMac: maybe(fc.constantFrom('a4:83:e7:00:00:01', 'a4:83:e7:00:00:02')),
  registrationEmail: maybe(fc.constantFrom('a@example.com', 'b@example.com')),
  userName: maybe(fc.constantFrom('u0', 'u1', 'u2')),
  template: maybe(fc.constantFrom(...templates)),
  tags: some(tags),
  depMethod: maybe(fc.constantFrom('Serial', 'Keycode')),
  expirationDays: fc.constantFrom(7, 30, 90),
  code: fc.constantFrom('11112222', '33334444'),
})
export type Installation = { users: [string, object][]; devices: [string, Record<string, unknown>][] }

const named = <T>(names: string[], value: fc.Arbitrary<T>) =>
  fc
    .tuple(fc.subarray(names), fc.array(value, { minLength: names.length, maxLength: names.length }))
    .map(([chosen, values]) => chosen.map((name, n): [string, T] => [name, values[n]!]))

export const installation: fc.Arbitrary<Installation> = fc.record({
  users: named(['u0', 'u1', 'u2'], user),
  devices: named(['d0', 'd1', 'd2', 'd3', 'd4'], device),
})

/** What cannot be stored (a serial number that another device has, a user who is not there) is left out. */
export async function build(app: TestApp, { users, devices }: Installation): Promise<void> {
  const { db } = app.platform
  await sql`truncate device, app_user, import, event, mail cascade`.execute(db)
  for (const name of tags) await app.api('POST', '/tags', { name })
  for (const name of templates) await app.api('POST', '/templates', { name })
  for (const name of organizations) await app.api('POST', '/organizations', { name })
  for (const [userName, rest] of users) await app.api('POST', '/users', { userName, ...rest })
  for (const [identifier, rest] of devices)
    await app.api('POST', '/devices', { identifier, platform: 'ios', ...rest })
}

const cell = (value: string | number | string[] | null): string =>
  Array.isArray(value) ? value.join('|') : String(value ?? '')

const userColumns = {
  Name: 'name',
  Email: 'email',
  UserDescription: 'description',
  Organizations: 'organizations',
}
const deviceColumns = {
  Template: 'template',
  Code: 'code',
  Tags: 'tags',
  WifiMac: 'wifiMac',
  IMEI: 'imei',
  MEID: 'meid',
  Serial: 'serial',
  ExpirationDays: 'expirationDays',
  DisplayName: 'displayName',
  Description: 'description',
  RegistrationEmail: 'registrationEmail',
  DEPMethod: 'depMethod',
}

const columnsOf = (all: Record<string, string>) => fc.subarray(Object.entries(all))
const ofUsers = fc.record({ columns: columnsOf(userColumns), rows: named(['u0', 'u1', 'u2', 'u3'], user) })
const ofDevices = fc.record({
  columns: columnsOf(deviceColumns),
  rows: named(['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6'], device),
})

const usersFile = ofUsers.map(({ columns, rows }) =>
  csv(
    ['UserName', ...columns.map(([column]) => column)],
    rows.map(([name, row]) => [name, ...columns.map(([, field]) => cell(row[field as keyof typeof row]))]),
  ),
)
const devicesFile = ofDevices.map(({ columns, rows }) =>
  csv(
    ['Identifier', 'OS', ...columns.map(([column]) => column)],
    rows.map(([name, row]) => [
      name,
      'ios',
      ...columns.map(([, field]) => cell(row[field as keyof typeof row])),
    ]),
  ),
)
const fullFile = fc
  .tuple(ofUsers, ofDevices, fc.array(fc.nat(), { minLength: 7, maxLength: 7 }))
  .map(([users, devices, owners]) => {
    const byName = users.rows.length > 0 ? users.rows : [['u4', null] as const]
    return csv(
      [
        'UserName',
        ...users.columns.map(([column]) => column),
        'Identifier',
        'OS',
        ...devices.columns.map(([column]) => column),
      ],
      devices.rows.map(([name, row], n) => {
        const [userName, user] = byName[owners[n]! % byName.length]!
        const ofUser = users.columns.map(([, field]) => cell(user?.[field as keyof typeof user] ?? null))
        const ofDevice = devices.columns.map(([, field]) => cell(row[field as keyof typeof row]))
        return [userName, ...ofUser, name, 'ios', ...ofDevice]
      }),
    )
  })

const csv = (header: string[], rows: string[][]) =>
  [header, ...rows].map((row) => `${row.join(',')}\n`).join('')

/** Lists of users, of devices, and of both. */
export const file: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 1, arbitrary: usersFile },
    { weight: 2, arbitrary: devicesFile },
    { weight: 3, arbitrary: fullFile },
  )
  .filter((text) => text.split('\n').length > 2)

/** What an admin, or a device, does meanwhile; what is refused did not happen. */
export type Edit = (app: TestApp) => Promise<unknown>

const patchOf = (fields: Record<string, unknown>) =>
  fc
    .subarray(Object.entries(fields), { minLength: 1, maxLength: 3 })
    .map((chosen) => Object.fromEntries(chosen))
const anyDevice = fc.constantFrom('d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6')
const anyUser = fc.constantFrom('u0', 'u1', 'u2', 'u3', 'u4')

const patchDevice = fc.tuple(anyDevice, device.chain(patchOf)).map(
  ([name, patch]): Edit =>
    (app) =>
      app.api('PATCH', `/devices/identifier:${name}`, patch),
)
const patchUser = fc.tuple(anyUser, user.chain(patchOf)).map(
  ([name, patch]): Edit =>
    (app) =>
      app.api('PATCH', `/users/name:${name}`, patch),
)
const enroll = anyDevice.map(
  (name): Edit =>
    (app) =>
      sql`update device set status = 'enrolled', enrolled_at = now(), revision = revision + 1 where identifier = ${name}`.execute(
        app.platform.db,
      ),
)
const others = fc.oneof(
  anyDevice.map(
    (name): Edit =>
      (app) =>
        app.api('DELETE', `/devices/identifier:${name}`),
  ),
  anyDevice.map(
    (name): Edit =>
      (app) =>
        app.api('POST', `/devices/identifier:${name}/withdraw`, {}),
  ),
  anyUser.map(
    (name): Edit =>
      (app) =>
        app.api('DELETE', `/users/name:${name}`),
  ),
  fc.constantFrom(...templates).map(
    (name): Edit =>
      (app) =>
        app.api('DELETE', `/templates/name:${name}`),
  ),
  fc.constantFrom(...tags).map(
    (name): Edit =>
      (app) =>
        app.api('DELETE', `/tags/name:${name}`),
  ),
  fc.constantFrom(...organizations).map(
    (name): Edit =>
      (app) =>
        app.api('DELETE', `/organizations/name:${name}`),
  ),
  device.map(
    (rest): Edit =>
      (app) =>
        app.api('POST', '/devices', { identifier: 'new', platform: 'ios', ...rest }),
  ),
)
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: patchDevice },
    { weight: 2, arbitrary: patchUser },
    { weight: 1, arbitrary: enroll },
    { weight: 3, arbitrary: others },
  ),
  { minLength: 1, maxLength: 6 },
)
