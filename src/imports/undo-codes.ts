import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { codeBatch, isSameCode, type CodePair } from './same-code.ts'

/** Sealed codes cannot be compared by SQL: fills undo_code with the lines whose device still has the code of its row. */
export async function findWrittenCodes(trx: Trx, secrets: Secrets, importId: string): Promise<void> {
  await sql`create temporary table undo_code (line integer primary key) on commit drop`.execute(trx)
  for (let last = 0; ;) {
    const { rows } = await sql<CodePair>`
      select p.line, r.code_sealed as staged, d.id as "deviceId", d.code_sealed as current
      from import_plan p
        join import_row r on r.import_id = p.import_id and r.line = p.line
        join device d on d.id = p.device_id
      where p.import_id = ${importId} and p.line > ${last} and p.device_outcome = 'update'
        and p.changes @> '[{"field": "code"}]' and r.code_sealed is not null
      order by p.line limit ${codeBatch}`.execute(trx)
    const same = rows.filter((pair) => isSameCode(secrets, importId, pair)).map(({ line }) => line)
    if (same.length > 0) await sql`insert into undo_code select unnest(${same}::integer[])`.execute(trx)
    last = rows.at(-1)?.line ?? last
    if (rows.length < codeBatch) break
  }
  await sql`analyze undo_code`.execute(trx)
}
