import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Import, UndoPlan } from '../../src/contract/import.ts'
import { codePlace } from '../../src/devices/store-device.ts'
import type { TestApp } from './test-app.ts'

export async function undo(app: TestApp, id: string): Promise<Import> {
  const { status, body } = await app.api('POST', `/imports/${id}/undo`)
  expect(body).toMatchObject({ state: 'undone' })
  expect(status).toBe(200)
  return body
}

export const undoPlan = async (app: TestApp, id: string): Promise<UndoPlan> =>
  (await app.api<UndoPlan>('GET', `/imports/${id}/undo`)).body

export type Row = Record<string, unknown>
/** Devices by identifier and users by user name, with everything that belongs to them. */
export type World = { devices: Record<string, Row>; users: Record<string, Row> }

/** The whole state that imports write, except for what counts changes. */
export async function worldOf({ platform: { db, secrets } }: TestApp): Promise<World> {
  const { rows: devices } = await sql<Row>`
    select d.*, array(select tag.name from device_tag x join tag on tag.id = x.tag_id where x.device_id = d.id order by 1) as tags,
      array(select g.name from device_group_member x join device_group g on g.id = x.group_id where x.device_id = d.id order by 1) as groups
    from device d order by d.identifier`.execute(db)
  const { rows: users } = await sql<Row>`
    select u.*, array(select o.name from user_organization x join organization o on o.id = x.organization_id
      where x.user_id = u.id order by 1) as organizations
    from app_user u order by u.user_name`.execute(db)
  return {
    devices: Object.fromEntries(
      devices.map(({ revision: _r, updated_at: _u, code_sealed, ...row }) => [
        row['identifier'],
        {
          ...row,
          code: code_sealed ? secrets.openText(codePlace(row['id'] as string), code_sealed as Buffer) : null,
        },
      ]),
    ),
    users: Object.fromEntries(users.map(({ updated_at: _u, ...row }) => [row['user_name'], row])),
  }
}
