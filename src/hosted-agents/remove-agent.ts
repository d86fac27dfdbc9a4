import type { HostedAgent } from '../contract/hosted-agent.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { auditOf, topic } from './audit-agent.ts'
import { countAgents, deleteAgent, findAgent, lockAgents } from './hosted-agent-store.ts'

/** Bulk enrollments whose configurations name agents, by their keys. */
export type AgentUsers = (db: Db) => Promise<Map<string, HostedAgent['usedBy']>>

/** The last file of a key stays while a configuration names it: printed codes would lead to nothing. */
export function removeAgent(
  { db, usersOf }: Pick<Platform, 'db'> & { usersOf: AgentUsers },
  actor: Actor,
  id: string,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await lockAgents(trx)
    const agent = await findAgent(trx, id)
    if (!agent) throw new Problem('android-agent.not-found', { id })
    const users = (await usersOf(trx)).get(agent.key) ?? []
    if (users.length > 0 && (await countAgents(trx, agent.key)) === 1) throw inUse(users)
    await deleteAgent(trx, id)
    await announce(trx, { topic, id })
    await recordAudit(trx, actor, auditOf('deleted', agent))
  })
}

const inUse = (users: HostedAgent['usedBy']) =>
  new Problem('android-agent.in-use', {
    detail: `It is the agent of ${users.map(({ name }) => `“${name}”`).join(', ')}`,
    usedBy: users,
  })
