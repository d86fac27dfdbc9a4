import { sql, type RawBuilder } from 'kysely'

/** Where the values of a plan's changes live: fields of the import and columns of the tables. */
export const deviceColumns: Record<string, string> = {
  displayName: 'display_name',
  description: 'description',
  serial: 'serial',
  imei: 'imei',
  imei2: 'imei2',
  meid: 'meid',
  udid: 'udid',
  wifiMac: 'wifi_mac',
  manufacturer: 'manufacturer',
  model: 'model',
  ownership: 'ownership',
  registrationEmail: 'registration_email',
  depMethod: 'dep_method',
  authentication: 'authentication',
}
export const userColumns: Record<string, string> = {
  name: 'name',
  email: 'email',
  mobile: 'mobile',
  userDescription: 'description',
}

/** Values of the user of a row; all others are the device's. */
export const userFieldNames = [...Object.keys(userColumns), 'organizations']

/** `case c.field when 'displayName' then d.display_name ... else <more> end` */
export function valueNow(
  columns: Record<string, string>,
  record: string,
  more: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const branches = Object.entries(columns).map(
    ([field, column]) => sql`when c.field = ${sql.lit(field)} then ${sql.ref(`${record}.${column}`)}`,
  )
  return sql`case ${sql.join(branches, sql` `)} ${more} end`
}

/** The columns as they will be: what the import found, where it is put back. */
export const valuesAfter = (columns: Record<string, string>, record: string): RawBuilder<unknown> =>
  sql.join(
    Object.entries(columns).map(
      ([field, column]) =>
        sql`case when w.wanted ? ${sql.lit(field)} then w.wanted->>${sql.lit(field)}
              else ${sql.ref(`${record}.${column}`)} end as ${sql.ref(column)}`,
    ),
  )

/** The same names as `attributeField` of fields.ts makes. */
export const attributeOf = (field: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`substr(${field}, length('customAttributes.') + 1)`
export const isAttributeSql = (field: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`starts_with(${field}, 'customAttributes.')`
