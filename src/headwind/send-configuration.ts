import type { FastifyReply } from 'fastify'
import { setSent } from '../android/agent/agent-store.ts'
import type { Platform } from '../platform/platform.ts'
import { headwindConfiguration } from '../protocol/headwind/configuration.ts'
import { sendError, sendOk } from './answer-agent.ts'
import type { Caller } from './caller.ts'
import { deviceConfiguration, quarantineConfiguration } from './device-configuration.ts'
import type { HeadwindMeans } from './headwind-settings.ts'
import { setQuarantined } from './quarantine-store.ts'
import { storeSentTag } from './sent-tag-store.ts'

type Asked = { caller: Caller; number: string; renamed?: boolean }

/** `renamed`: the agent does not know its number yet. */
export async function sendConfiguration(
  platform: Platform,
  reply: FastifyReply,
  means: HeadwindMeans,
  { caller, number, renamed = false }: Asked,
): Promise<FastifyReply> {
  const { db, clock } = platform
  const named = renamed ? { newNumber: number } : {}
  if (caller.kind === 'wiped') {
    const data = headwindConfiguration(number, { lock: false, wipe: true, message: null })
    return sendOk(reply, means, data)
  }
  if (caller.kind === 'quarantined') {
    const { id, state } = caller.quarantined
    if (state === 'waiting') return sendOk(reply, means, { ...named, ...quarantineConfiguration(number) })
    await setQuarantined(db, id, { state: 'told' })
    return sendError(reply, 'error.notfound.device')
  }
  const { data, tag, commandIds } = await deviceConfiguration(platform, caller.agent, number)
  await setSent(db, commandIds, clock())
  await storeSentTag(db, caller.agent.registrationId, tag)
  return sendOk(reply, means, { ...named, ...data })
}
