import { sql } from 'kysely'
import { matchesOf } from './plan-match.ts'
import type { Db } from '../platform/db/database.ts'
import { readMakerAliases } from '../settings/settings-store.ts'

/**
 * How many rows of the plan are no longer true: a record was changed, deleted or added since, or a name that the row needs is gone.
 * Values that somebody else took meanwhile are noticed by the unique indexes. `derives`: records were found by hardware numbers.
 */
export async function countOutdated(db: Db, id: string, derives: boolean): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from import_plan p
      join import_row r on r.import_id = p.import_id and r.line = p.line
      left join device d on d.identifier_key = r.identifier_key
      left join app_user u on u.user_name = r.user_name
    where p.import_id = ${id} and p.outcome <> 'reject' and (
      (p.device_outcome is not null and d.revision is distinct from p.device_revision)
      or (p.device_outcome in ('update', 'unchanged') and d.id is distinct from p.device_id)
      or (p.user_outcome is not null and u.updated_at is distinct from p.user_updated_at)
      or (r.fields->>'template' is not null
        and not exists (select from template where name = r.fields->>'template'))
      or (r.fields->>'tags' is not null and exists (
        select from string_to_table(r.fields->>'tags', '|') as wanted(name)
        where not exists (select from tag where tag.name = wanted.name)))
      or (r.fields->>'organizations' is not null and exists (
        select from string_to_table(r.fields->>'organizations', '|') as wanted(name)
        where not exists (select from organization o where o.name = wanted.name))))`.execute(db)
  return rows[0]!.count + (derives ? await countFound(db, id) : 0)
}

/** New devices whose hardware numbers a device has by now. */
async function countFound(db: Db, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${matchesOf(id, await readMakerAliases(db))}) as found
      join import_plan p on p.import_id = ${id} and p.line = found.line and p.device_outcome = 'create'`.execute(
    db,
  )
  return rows[0]!.count
}
