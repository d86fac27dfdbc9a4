import { createHash } from 'node:crypto'
import { findLastMessage, listOpenCommands, type Agent } from '../android/agent/agent-store.ts'
import type { Platform } from '../platform/platform.ts'
import { headwindConfiguration, type HeadwindConfiguration } from '../protocol/headwind/configuration.ts'

/** The tag changes with everything that is in it, and with what the device is asked to do. */
export type DeviceConfiguration = { data: HeadwindConfiguration; tag: string; commandIds: string[] }

const messageMs = 24 * 60 * 60 * 1000

/** What an enrolled device gets now. A message stays on its screen for a day; a lock ends when the device has reported it. */
export async function deviceConfiguration(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  { registrationId }: Agent,
  number: string,
): Promise<DeviceConfiguration> {
  const commands = await listOpenCommands(db, registrationId)
  const has = (kind: string) => commands.some((command) => command.kind === kind)
  const message = await findLastMessage(db, registrationId, new Date(clock().getTime() - messageMs))
  const data = headwindConfiguration(number, {
    lock: has('lock'),
    wipe: has('wipe'),
    message: message ?? null,
  })
  const commandIds = commands.map(({ id }) => id)
  const tag = createHash('sha256')
    .update(JSON.stringify([data, commandIds]))
    .digest('base64url')
    .slice(0, 22)
  return { data, tag, commandIds }
}

/** Nothing is set and nothing shown until it is known which device it is. */
export const quarantineConfiguration = (number: string): HeadwindConfiguration =>
  headwindConfiguration(number, { lock: false, wipe: false, message: null })
