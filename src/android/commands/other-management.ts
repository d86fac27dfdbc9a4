import type { AndroidCommand, NewAndroidCommand } from '../../contract/android-command.ts'
import type { Device } from '../../contract/device.ts'
import type { ManagedByGoogle } from '../../contract/google-managed.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { Db, Trx } from '../../platform/db/database.ts'

export type Asked = { actor: Actor; device: Device; order: NewAndroidCommand; now: Date }

/** Whoever manages Android devices that have no agent of ours. */
export type OtherManagement = {
  /** What it says of the device that is this record's. */
  find(db: Db, deviceId: string): Promise<ManagedByGoogle | undefined>
  listCommands(db: Db, deviceId: string): Promise<AndroidCommand[]>
  /** False: it does not manage the device. @throws {Problem} where it cannot do what is asked */
  ask(trx: Trx, asked: Asked): Promise<boolean>
}
