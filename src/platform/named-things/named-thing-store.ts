import { sql } from 'kysely'
import type { NamedThing } from '../../contract/common.ts'
import type { Permission } from '../../contract/permissions.ts'
import type { ProblemCode } from '../../contract/problems.ts'
import type { Db, Trx } from '../db/database.ts'
import { contains } from '../db/paging.ts'

type WithCode<State extends string> = {
  [Code in ProblemCode]: Code extends `${infer Kind}.${State}` ? Kind : never
}[ProblemCode]

/** A kind of thing that is little more than its name; its problem codes must all exist. */
export type NamedKind = {
  name: WithCode<'not-found'> & WithCode<'already-exists'> & WithCode<'in-use'>
  /** The last part of its address under /api/v1. */
  path: string
  table: string
  /** Where it is used: a used thing is not deleted. */
  uses: { table: string; column: string }
  read: Permission
  write: Permission
}

export type NamedValues = { name: string; description: string | null }

const columns = ({ uses }: NamedKind) => sql`
  thing.id, thing.name, thing.description, thing.created_at as "createdAt", thing.updated_at as "updatedAt",
  (select count(*) from ${sql.table(uses.table)} as used where ${sql.ref(`used.${uses.column}`)} = thing.id) as uses`

/** How an address names it: its UUID, or `name:` and the name. */
export type NamedKey = { by: 'id' | 'name'; value: string }

const whereKey = ({ by, value }: NamedKey) =>
  by === 'id' ? sql`thing.id = ${value}` : sql`thing.name = ${value}`

export async function findNamed(db: Db, kind: NamedKind, key: NamedKey): Promise<NamedThing | undefined> {
  const { rows } = await sql<NamedThing>`
    select ${columns(kind)} from ${sql.table(kind.table)} as thing where ${whereKey(key)}`.execute(db)
  return rows[0]
}

/** Locks the row, so that nobody starts to use the thing while it is being changed or deleted. */
export async function lockNamed(trx: Trx, kind: NamedKind, key: NamedKey): Promise<NamedThing | undefined> {
  await sql`select 1 from ${sql.table(kind.table)} as thing where ${whereKey(key)} for update`.execute(trx)
  return findNamed(trx, kind, key)
}

export async function listNamed(
  db: Db,
  kind: NamedKind,
  { q, after, limit }: { q: string | undefined; after: string | undefined; limit: number },
): Promise<NamedThing[]> {
  const { rows } = await sql<NamedThing>`
    select ${columns(kind)} from ${sql.table(kind.table)} as thing
    where ${matches(q)} and ${after === undefined ? sql`true` : sql`thing.name > ${after}`}
    order by thing.name limit ${limit}`.execute(db)
  return rows
}

export async function countNamed(db: Db, kind: NamedKind, q: string | undefined): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(kind.table)} as thing where ${matches(q)}`.execute(db)
  return rows[0]?.count ?? 0
}

const matches = (q: string | undefined) => (q ? sql`lower(thing.name) like ${contains(q)}` : sql`true`)

export async function insertNamed(
  trx: Trx,
  kind: NamedKind,
  { id, name, description, now }: NamedValues & { id: string; now: Date },
): Promise<void> {
  await sql`
    insert into ${sql.table(kind.table)} (id, name, description, created_at, updated_at)
    values (${id}, ${name}, ${description}, ${now}, ${now})`.execute(trx)
}

export async function setNamed(
  trx: Trx,
  kind: NamedKind,
  { id, name, description, now }: NamedValues & { id: string; now: Date },
): Promise<void> {
  await sql`
    update ${sql.table(kind.table)} set name = ${name}, description = ${description}, updated_at = ${now}
    where id = ${id}`.execute(trx)
}

export async function deleteNamed(trx: Trx, kind: NamedKind, id: string): Promise<void> {
  await sql`delete from ${sql.table(kind.table)} where id = ${id}`.execute(trx)
}

/** The ids of the names that exist. Until the transaction ends nobody can delete or rename them. */
export async function holdNames(
  trx: Trx,
  kind: Pick<NamedKind, 'table'>,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from ${sql.table(kind.table)} where name = any(${[...names]}) order by id for key share`.execute(
    trx,
  )
  return new Map(rows.map(({ id, name }) => [name, id]))
}
