import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import { copyRows } from '../platform/db/copy.ts'
import type { Db } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { generateCode } from '../devices/code.ts'
import { codePlace } from '../devices/store-device.ts'
import { stagedCodePlace } from './stage-import.ts'

const batchSize = 500
/** After so many, less than a millisecond of work, it is the turn of whatever else the server is asked. */
const turnSize = 40

type Row = { line: number; deviceId: string; staged: Buffer | null }
type Sealing = { id: string; secrets: Secrets; minimumCodeLength: number }

/**
 * Fills import_code with a code for each row whose device gets one, sealed for that device: the row's, or a generated one for a
 * new device (B30). On a connection of its own, beside the transaction that applies the import: the plan does not change under the
 * lock of the import, and what is left of an attempt that failed is forgotten first. Batch by batch, so that memory does not grow
 * with the file.
 */
export async function sealCodes(
  pool: pg.Pool,
  { id, secrets, minimumCodeLength }: Sealing,
  onProgress: (devices: number) => Promise<void>,
): Promise<void> {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('delete from import_code where import_id = $1', [id])
    await copyRows(client, 'import_code (import_id, line, code_sealed)', sealed())
    await client.query('analyze import_code')
    broken = false
  } finally {
    client.release(broken)
  }

  async function* sealed() {
    let done = 0
    for await (const rows of rowsWithCode(pool, id)) {
      for (const [n, { line, deviceId, staged }] of rows.entries()) {
        if (n % turnSize === 0) await turn()
        const code = staged
          ? secrets.open(stagedCodePlace(id, line), staged)
          : generateCode(minimumCodeLength)
        yield [id, line, secrets.seal(codePlace(deviceId), code)]
      }
      await onProgress((done += rows.length))
    }
  }
}

/** From a cursor: a query for each batch would look for its place anew. */
async function* rowsWithCode(pool: pg.Pool, id: string): AsyncGenerator<Row[]> {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('begin read only')
    await client.query(`
      declare import_code_row no scroll cursor for
      select p.line, p.device_id as "deviceId", r.code_sealed as staged
      from import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line
      where p.import_id = ${client.escapeLiteral(id)} and (p.device_outcome = 'create'
        or (p.device_outcome = 'update' and p.changes @> '[{"field": "code"}]'))
      order by p.line`)
    for (;;) {
      const { rows } = await client.query<Row>(`fetch ${batchSize} from import_code_row`)
      if (rows.length === 0) break
      yield rows
    }
    await client.query('commit')
    broken = false
  } finally {
    client.release(broken)
  }
}

/** Once they are with their devices, or will not be. */
export async function forgetCodes(db: Db, id: string): Promise<void> {
  await sql`delete from import_code where import_id = ${id}`.execute(db)
}
