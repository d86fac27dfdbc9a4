import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { generateCode } from '../devices/code.ts'
import { codePlace } from '../devices/store-device.ts'
import { stagedCodePlace } from './stage-import.ts'

const batchSize = 2000

type Row = { line: number; deviceId: string; staged: Buffer | null }
type Sealing = { id: string; secrets: Secrets; minimumCodeLength: number }

/**
 * Fills import_code with a code for each device that gets one, sealed for its device: the row's, or a generated one for a new
 * device (B30). Batch by batch, so that memory does not grow with the file.
 */
export async function sealCodes(
  trx: Trx,
  { id, secrets, minimumCodeLength }: Sealing,
  onProgress: (devices: number) => Promise<void>,
): Promise<void> {
  await sql`create temporary table import_code (device_id uuid not null, code_sealed bytea not null) on commit drop`.execute(
    trx,
  )
  await sql`
    declare import_code_row no scroll cursor for
    select p.line, p.device_id as "deviceId", r.code_sealed as staged
    from import_plan p join import_row r on r.import_id = p.import_id and r.line = p.line
    where p.import_id = ${sql.lit(id)} and (p.device_outcome = 'create'
      or (p.device_outcome = 'update' and p.changes @> '[{"field": "code"}]'))`.execute(trx)
  for (let done = 0; ;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(batchSize)} from import_code_row`.execute(trx)
    if (rows.length === 0) break
    const sealed = rows.map(({ line, deviceId, staged }) => {
      const code = staged ? secrets.open(stagedCodePlace(id, line), staged) : generateCode(minimumCodeLength)
      return secrets.seal(codePlace(deviceId), code)
    })
    const ids = rows.map(({ deviceId }) => deviceId)
    await sql`insert into import_code select * from unnest(${ids}::uuid[], ${sealed}::bytea[])`.execute(trx)
    await onProgress((done += rows.length))
  }
  await sql`analyze import_code`.execute(trx)
}
