import { listOpenCommands } from '../android/agent/agent-store.ts'
import { receiveReport } from '../android/agent/receive-report.ts'
import type { Platform } from '../platform/platform.ts'
import { findCaller } from './caller.ts'

/**
 * The agent erases its device once this is answered well, and only then: so it ends the enrollment, and is answered well again when
 * the answer was lost. Without a wipe that an admin asked for there is nothing to confirm.
 */
export async function confirmWipe(
  platform: Platform,
  { number, address }: { number: string; address: string },
): Promise<boolean> {
  const caller = await findCaller(platform.db, number)
  if (caller?.kind === 'wiped') return true
  if (caller?.kind !== 'enrolled') return false
  const commands = await listOpenCommands(platform.db, caller.agent.registrationId)
  const wipe = commands.find(({ kind }) => kind === 'wipe')
  if (!wipe) return false
  const results = [{ id: wipe.id, ok: true }]
  await receiveReport(platform, caller.agent, { facts: {}, results, leaving: false }, address)
  return true
}
