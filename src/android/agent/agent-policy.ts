import { createHash } from 'node:crypto'
import type { AgentPolicy } from '../../contract/android-agent.ts'
import { findDeviceById } from '../../devices/device-store.ts'
import type { Platform } from '../../platform/platform.ts'
import { listGiven } from '../../policies/device-kit.ts'
import { openContent } from '../../policies/open-content.ts'
import { listOpenCommands, type Agent } from './agent-store.ts'

export type TaggedPolicy = { policy: AgentPolicy; etag: string }

/** What the device of an agent gets now. The tag is that of everything in it, so that an agent is told only what is new to it. */
export async function agentPolicy(
  { db, secrets, clock }: Pick<Platform, 'db' | 'secrets' | 'clock'>,
  { registrationId, deviceId }: Agent,
): Promise<TaggedPolicy> {
  const record = await findDeviceById(db, deviceId, clock())
  if (!record) throw new Error('The device of an agent is gone')
  const { device } = record
  const given = (await listGiven(db, device)).filter(({ applies }) => applies)
  const policies = []
  for (const { policy } of given) {
    const { id, name, kind, version } = policy
    policies.push({ id, name, kind, version, content: await openContent(secrets, db, id) })
  }
  const commands = await listOpenCommands(db, registrationId)
  const policy: AgentPolicy = {
    deviceId,
    identifier: device.identifier,
    user: device.userName,
    customAttributes: device.customAttributes,
    policies,
    commands: commands.map(({ id, kind, payload: { text } }) => ({
      id,
      kind,
      ...(text === undefined ? {} : { text }),
    })),
  }
  return {
    policy,
    etag: `"${createHash('sha256').update(JSON.stringify(policy)).digest('base64url').slice(0, 22)}"`,
  }
}
