import { findActiveEnrollment } from '../commands/command-store.ts'
import { queueForDevice } from '../commands/queue-commands.ts'
import type { Device } from '../contract/device.ts'
import { joinKit } from '../devices/join-kit.ts'
import { lockDevice } from '../devices/device-store.ts'
import { systemActor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import type { Signer } from '../protocol/cms/sign-data.ts'
import type { Command } from '../protocol/mdm/command.ts'
import { deviceName } from '../protocol/mdm/settings-commands.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { commandFor, isFault, type CommandMakers } from './command-for.ts'
import { planDelivery } from './delivery.ts'
import {
  forgetAllDelivered,
  forgetDelivered,
  listDelivered,
  setRemoving,
  setSent,
  setUnsendable,
} from './delivery-store.ts'
import { findNamePattern, findTold, isSupervised, listGiven, setTold } from './device-kit.ts'
import { deviceNameFor } from './device-name.ts'
import { agentNamed, installAgent, removeDelivered } from './policy-commands.ts'

/** Keys of commands; the answers to them are heard by `policyAnswers`. */
export const policyKey = 'policy:'

export type Equipping = { secrets: Secrets; signer: Signer; now: Date }
type Job = Equipping & { trx: Trx; device: Device }

/**
 * A device has just enrolled, and has nothing: its template is applied, and all that it is given is queued, what others build
 * upon first. The caller holds the rows of device and enrollment, and queues what is to come after it.
 */
export async function equipEnrolling(
  trx: Trx,
  device: Device,
  means: Equipping & { isSupervised: boolean },
): Promise<void> {
  await forgetAllDelivered(trx, device.id)
  await equip({ ...means, trx, device }, { isSupervised: means.isSupervised })
}

/** An enrolled device gets what has changed for it since; one that takes no commands gets nothing. Locks the device. */
export async function equipAgain(trx: Trx, deviceId: string, means: Equipping): Promise<void> {
  const record = await lockDevice(trx, deviceId, means.now)
  if (record?.device.status !== 'enrolled' || !(await findActiveEnrollment(trx, deviceId))) return
  await equip({ ...means, trx, device: record.device }, { isSupervised: await isSupervised(trx, deviceId) })
}

async function equip(job: Job, state: { isSupervised: boolean }): Promise<void> {
  const { trx, now } = job
  const device = await joinKit(trx, job.device, now)
  const equipped = { ...job, device }
  await deliver(equipped)
  await tell(equipped, state)
}

/** One command for each policy, named by it: a newer version takes the place of one that waits. */
async function deliver(job: Job): Promise<void> {
  const { trx, device, now } = job
  const given = (await listGiven(trx, device)).filter(({ applies }) => applies)
  const plan = planDelivery(
    given.map(({ policy }) => policy),
    await listDelivered(trx, device.id),
  )
  for (const row of plan.forget) await forgetDelivered(trx, { deviceId: device.id, policyId: row.policyId })
  for (const row of plan.remove) {
    const commandId = await queue(job, `${policyKey}${row.policyId}`, [removeDelivered(row)])
    await setRemoving(trx, { deviceId: device.id, policyId: row.policyId, commandId, now })
  }
  if (plan.install.length === 0) return
  const { organizationName: organization } = await readEnrollmentSettings(trx)
  const makers: CommandMakers = { ...job, organization, platform: device.platform }
  for (const { policy, replaces } of plan.install) {
    const command = await commandFor(trx, policy, makers)
    if (isFault(command)) {
      await setUnsendable(trx, { deviceId: device.id, policy, error: command.error, now })
      continue
    }
    const earlier = replaces === null ? [] : [removeDelivered({ kind: policy.kind, identifier: replaces })]
    const commandId = await queue(job, `${policyKey}${policy.id}`, [...earlier, command])
    await setSent(trx, { deviceId: device.id, policy, commandId, now })
  }
}

/** The id of the last command, whose answer decides. */
async function queue({ trx, device, secrets, now }: Job, key: string, commands: Command[]): Promise<string> {
  const ids = await queueForDevice(trx, device.id, commands, { secrets, actor: systemActor, now, key })
  const id = ids?.at(-1)
  if (!id) throw new Error('A device that is enrolled takes no commands')
  return id
}

/** W22, and the name that the template gives. Each is sent when it is another than was sent last. */
async function tell(job: Job, state: { isSupervised: boolean }): Promise<void> {
  const { trx, device } = job
  const settings = await readEnrollmentSettings(trx)
  const told = await findTold(trx, device.id)
  const agent = device.agentInstallRequired ? agentNamed(settings) : null
  const pattern = await findNamePattern(trx, device.template)
  const mayName = state.isSupervised || device.platform === 'macos'
  const name = pattern !== null && mayName ? deviceNameFor(pattern, device) : null
  if (agent !== null && agent !== told.agent)
    await queue(job, `${policyKey}agent`, [installAgent(settings, device.platform)])
  if (name !== null && name !== told.deviceName) await queue(job, `${policyKey}name`, [deviceName(name)])
  if (agent !== told.agent || name !== told.deviceName)
    await setTold(trx, device.id, { agent, deviceName: name })
}
