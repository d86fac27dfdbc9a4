import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { codeBatch, isSameCode, type CodePair } from './same-code.ts'

/**
 * Sealed codes cannot be compared by SQL: those of existing devices are opened here, batch by batch, and the lines whose code is
 * another one go into import_new_code.
 */
export async function findChangedCodes(trx: Trx, secrets: Secrets, importId: string): Promise<void> {
  await sql`create temporary table import_new_code (line integer primary key) on commit drop`.execute(trx)
  for (let last = 0; ;) {
    const { rows } = await sql<CodePair>`
      select r.line, r.code_sealed as staged, d.id as "deviceId", d.code_sealed as current
      from import_row r join device d on d.identifier_key = r.identifier_key
      where r.import_id = ${importId} and r.line > ${last} and r.code_sealed is not null
      order by r.line limit ${codeBatch}`.execute(trx)
    const changed = rows.filter((pair) => !isSameCode(secrets, importId, pair)).map(({ line }) => line)
    if (changed.length > 0)
      await sql`insert into import_new_code select unnest(${changed}::integer[])`.execute(trx)
    last = rows.at(-1)?.line ?? last
    if (rows.length < codeBatch) break
  }
  await sql`analyze import_new_code`.execute(trx)
}
