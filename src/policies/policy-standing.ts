import type { Db } from '../platform/db/database.ts'
import { SecretError, type Secrets } from '../platform/secrets/secrets.ts'
import { ProfileError } from '../protocol/mdm/payloads/profile-error.ts'
import { buildPolicyProfile } from './build-policy.ts'
import { openContent } from './open-content.ts'

export type PolicyStanding = {
  id: string
  name: string
  supervised: boolean
  /** Why it cannot be built; null when it can. */
  fault: string | null
}

/** Every policy, and whether it can be sent. */
export async function listPolicyStandings(means: { db: Db; secrets: Secrets }): Promise<PolicyStanding[]> {
  const rows = await means.db
    .selectFrom('policy')
    .select(['id', 'name', 'supervised', 'version'])
    .orderBy('name')
    .execute()
  const standings: PolicyStanding[] = []
  for (const { id, name, supervised, version } of rows)
    standings.push({ id, name, supervised, fault: await faultOf(means, { id, name, version }) })
  return standings
}

/** A version stays as good, or as bad, as it is, so each is tried once in a process. */
const known = new WeakMap<Secrets, Map<string, string | null>>()
const mostKnown = 10_000

type Version = { id: string; name: string; version: number }

async function faultOf(
  { db, secrets }: { db: Db; secrets: Secrets },
  policy: Version,
): Promise<string | null> {
  const faults = known.get(secrets) ?? new Map<string, string | null>()
  known.set(secrets, faults)
  const key = `${policy.id} ${policy.version}`
  const before = faults.get(key)
  if (before !== undefined) return before
  const fault = await tryToBuild(db, secrets, policy)
  if (faults.size >= mostKnown) faults.clear()
  faults.set(key, fault)
  return fault
}

async function tryToBuild(db: Db, secrets: Secrets, { id, name }: Version): Promise<string | null> {
  try {
    const content = await openContent(secrets, db, id)
    if (content.kind !== 'app') buildPolicyProfile(content, { id, name, organization: '' })
    return null
  } catch (error) {
    if (error instanceof ProfileError) return error.message
    if (error instanceof SecretError) return `It cannot be opened. ${error.message}.`
    throw error
  }
}
