import { randomBytes, randomUUID } from 'node:crypto'
import type { Device } from './enrollment.ts'
import type { Management } from './mdm-client.ts'
import { checkIn, pollCommands } from './mdm-client.ts'

/** A user of a Mac or a Shared iPad, with a channel of their own to the server (apple-mdm.md 4). */
export type UserOfDevice = {
  /** Asks whether the server manages network users; it may answer 410. */
  authenticate: () => Promise<void>
  updateToken: () => Promise<void>
  /** The types of the commands that the server has for the user. */
  poll: () => Promise<string[]>
  checkOut: () => Promise<void>
}

type Managed = <T>(call: (management: Management) => Promise<T>) => Promise<T>

export function userOf(device: Device, managed: Managed, shortName: string): UserOfDevice {
  const user = { UserID: randomUUID().toUpperCase(), UserShortName: shortName, UserLongName: shortName }
  const say = (message: { MessageType: 'UserAuthenticate' } | { MessageType: 'CheckOut' }) =>
    managed((management) => checkIn(device.world, management, { ...message, UDID: management.udid, ...user }))
  return {
    authenticate: () => say({ MessageType: 'UserAuthenticate' }),
    updateToken: () =>
      managed(async (management) => {
        const tokens = { Token: randomBytes(32), PushMagic: randomUUID().toUpperCase() }
        const message = { MessageType: 'TokenUpdate' as const, Topic: management.mdm.Topic, ...tokens }
        await checkIn(device.world, management, { ...message, UDID: management.udid, ...user })
        device.world.step('user-token', `${shortName} has a channel of their own`)
      }),
    poll: () =>
      managed(async (management) => {
        const { world, hardware, state } = device
        const done = await pollCommands(world, management, { hardware, state, sender: user })
        return done.map(({ requestType }) => requestType)
      }),
    checkOut: () => say({ MessageType: 'CheckOut' }),
  }
}
