import { z } from 'zod'
import { MailSettings } from '../contract/mail.ts'
import type { Db } from '../platform/db/database.ts'
import { readSetting, storeSetting } from '../platform/db/settings.ts'

const key = 'mail'

/** As kept: the password is sealed. */
const Stored = MailSettings.omit({ passwordSet: true, inUse: true }).extend({
  passwordSealed: z.base64().nullable(),
})
export type StoredMailSettings = z.infer<typeof Stored>

const defaults: StoredMailSettings = {
  host: '',
  port: 587,
  security: 'starttls',
  user: '',
  passwordSealed: null,
  from: '',
  replyTo: '',
  mailsPerMinute: 60,
  smsGateway: '',
  language: 'en',
  reminderAddresses: [],
}

/** The place that the sealed password is bound to. */
export const passwordPlace = 'setting.password:mail'

/** What an admin has set over the defaults; a setting of a later version that is not stored yet has its default. */
export async function loadMailSettings(db: Db): Promise<StoredMailSettings> {
  return Stored.parse({ ...defaults, ...((await readSetting(db, key)) as object | undefined) })
}

export async function storeMailSettings(db: Db, settings: StoredMailSettings): Promise<void> {
  await storeSetting(db, key, settings)
}
