import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { AgentFacts } from '../contract/hosted-agent.ts'
import type { Db, Trx } from '../platform/db/database.ts'

/** An uploaded file as it is stored, without its bytes. */
export type AgentRecord = {
  id: string
  key: string
  package: string
  versionCode: number
  versionName: string | null
  facts: AgentFacts
  fileName: string
  sha256: Buffer
  size: number
  newest: boolean
  uploadedBy: string
  uploadedAt: string
}

/** The newest has the highest version code, whenever it was uploaded. */
const newest = sql<boolean>`not exists (
  select 1 from hosted_agent o
  where o.key = a.key and (o.version_code, o.id) > (a.version_code, a.id))`

async function select(db: Db, where: RawBuilder<SqlBool>): Promise<AgentRecord[]> {
  const { rows } = await sql<AgentRecord>`
    select a.id, a.key, a.package, a.version_code as "versionCode", a.version_name as "versionName", a.facts,
           a.file_name as "fileName", a.sha256, a.size, ${newest} as newest,
           a.uploaded_by as "uploadedBy", a.uploaded_at as "uploadedAt"
    from hosted_agent a where ${where}
    order by a.package, a.key, a.version_code desc, a.id desc`.execute(db)
  return rows.map((row) => ({ ...row, facts: AgentFacts.parse(row.facts) }))
}

/** By package, newest first. */
export const listAgents = (db: Db): Promise<AgentRecord[]> => select(db, sql<SqlBool>`true`)

export const findAgent = async (db: Db, id: string): Promise<AgentRecord | undefined> =>
  (await select(db, sql<SqlBool>`a.id = ${id}`))[0]

export const findAgentByFile = async (db: Db, sha256: Buffer): Promise<AgentRecord | undefined> =>
  (await select(db, sql<SqlBool>`a.sha256 = ${sha256}`))[0]

/** What the address of a key leads to. */
export const findNewest = async (db: Db, key: string): Promise<AgentRecord | undefined> =>
  (await select(db, sql<SqlBool>`a.key = ${key}`))[0]

/** Whoever deletes an agent takes turns with those who choose one. */
export async function lockAgents(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('hosted_agent', 0))`.execute(trx)
}

export async function lockAgentChoice(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('hosted_agent', 0))`.execute(trx)
}

export async function countAgents(db: Db, key?: string): Promise<number> {
  const counted = db.selectFrom('hosted_agent').select(({ fn }) => fn.countAll<number>().as('count'))
  const { count } = await (
    key === undefined ? counted : counted.where('key', '=', key)
  ).executeTakeFirstOrThrow()
  return count
}

/** False: the file is there already. */
export async function insertAgent(
  trx: Trx,
  { versionCode, versionName, facts, fileName, uploadedBy, uploadedAt, ...same }: Omit<AgentRecord, 'newest'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('hosted_agent')
    .values({
      ...same,
      version_code: versionCode,
      version_name: versionName,
      facts: JSON.stringify(facts),
      file_name: fileName,
      uploaded_by: uploadedBy,
      uploaded_at: uploadedAt,
    })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function deleteAgent(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('hosted_agent').where('id', '=', id).execute()
}

/** All parts of a file but the last have this many bytes. */
export const chunkBytes = 256 * 1024

export async function insertChunk(
  trx: Trx,
  chunk: { agent_id: string; position: number; bytes: Buffer },
): Promise<void> {
  await trx.insertInto('hosted_agent_chunk').values(chunk).execute()
}

export async function findChunk(db: Db, id: string, position: number): Promise<Buffer | undefined> {
  const found = await db
    .selectFrom('hosted_agent_chunk')
    .select('bytes')
    .where('agent_id', '=', id)
    .where('position', '=', position)
    .executeTakeFirst()
  return found?.bytes
}
