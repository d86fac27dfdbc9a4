import { sql, type SelectQueryBuilder } from 'kysely'
import { Problem } from '../problem.ts'
import type { Db } from './database.ts'

/** A cursor is the sort key and id of the last row: page 4,000 costs what page 1 costs. Opaque to clients. */
export type Keyset = { key: string | null; id: string }

export const encodeCursor = ({ key, id }: Keyset): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url')

export function decodeCursor(cursor: string): Keyset {
  try {
    const [key, id]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if ((typeof key === 'string' || key === null) && typeof id === 'string') return { key, id }
  } catch {
    // falls through to the problem below
  }
  throw badCursor()
}

/** A cursor of a list whose ids are UUIDs, so that a made-up one is refused here and not by the database. */
export function decodeIdCursor(cursor: string): Keyset {
  const keyset = decodeCursor(cursor)
  if (!uuidForm.test(keyset.id) || keyset.key?.includes('\0')) throw badCursor()
  return keyset
}

/** The cursor of a list in the order of a number. */
export function decodeNumberCursor(cursor: string): number {
  const { id } = decodeCursor(cursor)
  if (!/^\d{1,15}$/.test(id)) throw badCursor()
  return Number(id)
}

/** The cursor of a list in the order of time, then id. */
export function decodeTimeCursor(cursor: string): { key: string; id: string } {
  const { key, id } = decodeIdCursor(cursor)
  if (!key || !/^\d{4}-[\d-]+T[\d:.]+Z$/.test(key) || Number.isNaN(Date.parse(key))) throw badCursor()
  return { key, id }
}

const badCursor = () =>
  new Problem('request.invalid', {
    errors: [{ pointer: '/cursor', code: 'invalid', message: 'Use the nextCursor of an answer as it is' }],
  })

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** One more row than asked tells whether there is a next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => Keyset,
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(toItem), nextCursor: last ? encodeCursor(keyOf(last)) : null }
}

/** A list of few things, all on one page. */
export const wholeList = <T>(items: T[]) => ({ items, nextCursor: null, total: items.length })

/** Text for LIKE that means itself. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
export const contains = (text: string): string => `%${escapeLike(text.toLowerCase())}%`

const exactUpTo = 10_000

/**
 * Counts exactly up to 10,000 rows; beyond that PostgreSQL's own estimate is good enough for a heading and costs nothing.
 * `query` must select from one table with its filters applied.
 */
export async function countRows<DB, TB extends keyof DB>(
  db: Db,
  query: SelectQueryBuilder<DB, TB, object>,
): Promise<number> {
  const limited = query.select(sql<number>`1`.as('one')).limit(exactUpTo + 1)
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from (${limited}) as counted`.execute(db)
  const counted = rows[0]?.count ?? 0
  return counted <= exactUpTo ? counted : Math.max(counted, await estimateRows(db, query))
}

async function estimateRows<DB, TB extends keyof DB>(
  db: Db,
  query: SelectQueryBuilder<DB, TB, object>,
): Promise<number> {
  const whole = query.select(sql<number>`1`.as('one'))
  const { rows } = await sql<{
    'QUERY PLAN': { Plan: { 'Plan Rows': number } }[]
  }>`explain (format json) ${whole}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
}
