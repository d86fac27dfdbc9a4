import type { Device } from '../contract/device.ts'
import type { Db, Trx } from '../platform/db/database.ts'

/** What a check-in mail tells and depends on. `code` is the clear text: it goes into the mail and nowhere else. */
export type MailDevice = Pick<
  Device,
  | 'id'
  | 'identifier'
  | 'displayName'
  | 'platform'
  | 'status'
  | 'depMethod'
  | 'authentication'
  | 'expiresAt'
  | 'userName'
> & { code: string | null; registrationEmail: string | null; mobile: string | null }

/** How mails read devices without knowing the feature that keeps them; wired in app.ts. */
export type MailDevices = {
  find(db: Db, id: string): Promise<MailDevice | undefined>
  /** For events of the device; false when its record is gone. */
  lock(trx: Trx, id: string): Promise<boolean>
}
