import { sql } from 'kysely'
import type { AgentUsers } from '../../hosted-agents/remove-agent.ts'

type Row = { id: string; name: string; key: string }

/** Which configurations name which uploaded agents. */
export const agentUsers: AgentUsers = async (db) => {
  const { rows } = await sql<Row>`
    select id, name, configuration #>> '{agent,hostedAgent}' as key from bulk_enrollment
    where configuration #>> '{agent,hostedAgent}' is not null order by name`.execute(db)
  return Map.groupBy(rows, ({ key }) => key) as Map<string, Omit<Row, 'key'>[]>
}
