import type { FileHandle } from 'node:fs/promises'
import { hostedAgentLimits, type AgentFacts } from '../contract/hosted-agent.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Trx } from '../platform/db/database.ts'
import { storable } from '../platform/db/storable.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { ApkError, readApk, type Apk } from '../protocol/android/apk/apk.ts'
import { auditOf, topic } from './audit-agent.ts'
import { keyOf } from './hosted-agent.ts'
import {
  chunkBytes,
  countAgents,
  findAgentByFile,
  insertAgent,
  insertChunk,
  type AgentRecord,
} from './hosted-agent-store.ts'
import type { ReceivedApk } from './receive-apk.ts'

/** A file that is there already is not stored again. */
export async function addAgent(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  received: ReceivedApk,
): Promise<AgentRecord> {
  const { handle, fileName, size, sha256 } = received
  const apk = await readOrRefuse(handle, size)
  return db.transaction().execute(async (trx) => {
    const known = await findAgentByFile(trx, sha256)
    if (known) return known
    if ((await countAgents(trx)) >= hostedAgentLimits.files) throw new Problem('android-agent.too-many')
    const now = clock()
    const row = {
      id: uuidv7(now.getTime()),
      key: keyOf(apk),
      package: apk.package,
      versionCode: apk.versionCode,
      versionName: storableOrNull(apk.versionName),
      facts: factsOf(apk),
      fileName: storable(fileName),
      sha256,
      size,
      uploadedBy: actor.name,
      uploadedAt: now.toISOString(),
    }
    // Somebody who uploads the same file at the same time may be faster.
    if (!(await insertAgent(trx, row))) return (await findAgentByFile(trx, sha256))!
    await storeBytes(trx, row.id, handle)
    const agent = (await findAgentByFile(trx, sha256))!
    await announce(trx, { topic, id: row.id })
    await recordAudit(trx, actor, auditOf('uploaded', agent))
    return agent
  })
}

async function readOrRefuse(handle: FileHandle, size: number): Promise<Apk> {
  const read = async (offset: number, length: number) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  }
  try {
    return await readApk({ size, read })
  } catch (error) {
    if (error instanceof ApkError)
      throw new Problem('android-agent.file-invalid', { detail: error.message, reason: error.reason })
    throw error
  }
}

const storableOrNull = (text: string | null) => (text === null ? null : storable(text))

const factsOf = ({ minSdk, adminReceivers, signers, testOnly, answersProvisioning }: Apk): AgentFacts => ({
  minSdk,
  adminReceivers,
  certificates: signers.map(({ checksum, subject, notAfter }) => ({
    checksum,
    subject: storable(subject),
    notAfter: notAfter.toISOString(),
  })),
  testOnly,
  answersProvisioning,
})

async function storeBytes(trx: Trx, id: string, handle: FileHandle): Promise<void> {
  for (let position = 0; ; position++) {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(chunkBytes),
      0,
      chunkBytes,
      position * chunkBytes,
    )
    if (bytesRead > 0)
      await insertChunk(trx, { agent_id: id, position, bytes: buffer.subarray(0, bytesRead) })
    if (bytesRead < chunkBytes) return
  }
}
