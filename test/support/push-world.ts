import { onTestFinished } from 'vitest'
import { queueCommands } from '../../src/commands/queue-commands.ts'
import { deviceInformation } from '../../src/protocol/mdm/command.ts'
import {
  startApnsSimulator,
  type ApnsSimulator,
  type ApnsSimulatorOptions,
} from '../../src/simulator/apns/apns-simulator.ts'
import type { AppleDevice } from '../../src/simulator/device/apple-device.ts'
import { appleWorld, type AppleWorld } from './apple-world.ts'
import type { Answer } from './test-app.ts'

export type PushWorld = AppleWorld & {
  apns: ApnsSimulator
  /** The record of a device that is enrolled and listens for pushes; nothing waits for it. */
  enrolled(serial: string): Promise<{ id: string; device: AppleDevice; token: string }>
  /** What somebody who wants something from the device does; so many commands at once. */
  command(deviceId: string, times?: number): Promise<void>
  /** Asks the device itself for something, over and over, until the answer is yes. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>
}

export async function apnsSimulator(options: ApnsSimulatorOptions = {}): Promise<ApnsSimulator> {
  const apns = await startApnsSimulator(options)
  onTestFinished(() => apns.close())
  return apns
}

export const putCertificate = (world: Pick<AppleWorld, 'api'>, pem: string, query = ''): Promise<Answer> =>
  world.api('PUT', `/push-certificate${query}`, pem, {
    headers: { 'content-type': 'application/x-pem-file' },
  })

/** The server with a push certificate, and the push service that issued it. */
export async function pushWorld(options: Parameters<typeof appleWorld>[0] = {}): Promise<PushWorld> {
  const apns = await apnsSimulator()
  const world = await appleWorld({ apnsUrl: apns.url, apnsCa: apns.ca, ...options })
  const { certificate, key } = apns.authority.pair()
  const put = await putCertificate(world, certificate + key)
  if (put.status !== 200) throw new Error(JSON.stringify(put.body))
  return { ...world, apns, ...acts(world, apns) }
}

export function acts(
  world: AppleWorld,
  apns: ApnsSimulator,
): Pick<PushWorld, 'enrolled' | 'command' | 'until'> {
  const { db } = world.platform
  const until: PushWorld['until'] = async (what, isSo) => {
    for (let tries = 0; !(await isSo()); tries++) {
      if (tries > 400) throw new Error(`It does not come about that ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return {
    until,
    async enrolled(serial) {
      let token = ''
      const listener: Pick<ApnsSimulator, 'listen'> = {
        listen(device) {
          token = Buffer.from(device.token).toString('hex')
          return apns.listen(device)
        },
      }
      const { id } = await world.record(serial)
      const device = world.device(serial, 'iPhone', { apns: listener })
      const { outcome, reason } = await device.enroll()
      if (outcome !== 'enrolled') throw new Error(reason)
      await until('the pushes of the enrollment are settled', async () => {
        const rows = await db.selectFrom('push').select('due_at').where('due_at', 'is not', null).execute()
        return rows.length === 0
      })
      return { id, device, token }
    },
    async command(deviceId, times = 1) {
      for (let n = 0; n < times; n++)
        await db.transaction().execute(async (trx) => {
          const { id } = await trx
            .selectFrom('enrollment')
            .select('id')
            .where('device_id', '=', deviceId)
            .where('state', '=', 'active')
            .forUpdate()
            .executeTakeFirstOrThrow()
          await queueCommands(trx, id, [deviceInformation(['DeviceName'])], world.platform)
        })
    },
  }
}
