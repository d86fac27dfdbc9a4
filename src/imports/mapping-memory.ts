import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import { rejectReason } from './map-header.ts'

/** A mapping that an admin corrected by hand: the format, and where each column goes. */
export type Remembered = { format: string; mapping: { index: number; field: string | null }[] }

/** A corrected reject file is mapped as the file that it comes from. */
function hashOf(header: readonly string[]): Buffer {
  const names = header.map((name) => name.trim())
  if (names.at(-1) === rejectReason) names.pop()
  return createHash('sha256').update(JSON.stringify(names)).digest()
}

/** What was corrected for a file with exactly this header. */
export async function recallMapping(db: Db, header: readonly string[]): Promise<Remembered | undefined> {
  const row = await db
    .selectFrom('import_mapping')
    .select(['format', 'mapping'])
    .where('header_hash', '=', hashOf(header))
    .executeTakeFirst()
  return row && { format: row.format, mapping: row.mapping as Remembered['mapping'] }
}

/** Keeps a correction for the next file with this header; the latest one counts. */
export async function rememberMapping(
  trx: Trx,
  header: readonly string[],
  { format, mapping }: Remembered,
  by: string,
): Promise<void> {
  const values = { format, mapping: JSON.stringify(mapping), updated_by: by }
  await trx
    .insertInto('import_mapping')
    .values({ header_hash: hashOf(header), ...values })
    .onConflict((conflict) =>
      conflict.column('header_hash').doUpdateSet({ ...values, updated_at: sql<string>`now()` }),
    )
    .execute()
}
