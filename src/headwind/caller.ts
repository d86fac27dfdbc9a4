import { findAgent, hasWiped, touchRegistration, type Agent } from '../android/agent/agent-store.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { findQuarantined, type Quarantined } from './quarantine-store.ts'

/** Who calls by a number. Once it was let in, or waits, an agent's number is a secret that only it knows. */
export type Caller =
  | { kind: 'enrolled'; agent: Agent }
  | { kind: 'quarantined'; quarantined: Quarantined }
  /** It has confirmed that it erases itself, and may not have heard our answer. */
  | { kind: 'wiped' }

/** The shape of the numbers that we give. */
const given = /^[\w-]{43}$/

export async function findCaller(db: Db, number: string): Promise<Caller | undefined> {
  if (!given.test(number)) return undefined
  const agent = await findAgent(db, number)
  if (agent) return { kind: 'enrolled', agent }
  const quarantined = await findQuarantined(db, number)
  if (quarantined) return { kind: 'quarantined', quarantined }
  return (await hasWiped(db, number)) ? { kind: 'wiped' } : undefined
}

/** The same for a call that the agent makes: it has got its number. */
export async function hearCaller(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  number: string,
): Promise<Caller | undefined> {
  const caller = await findCaller(db, number)
  if (caller?.kind === 'enrolled') await touchRegistration(db, caller.agent.registrationId, clock())
  return caller
}
