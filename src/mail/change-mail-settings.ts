import type { MailSettings, MailSettingsPut } from '../contract/mail.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { lockSetting } from '../platform/db/settings.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import {
  loadMailSettings,
  passwordPlace,
  storeMailSettings,
  type StoredMailSettings,
} from './mail-settings-store.ts'
import { readMailSettings } from './mail-setup.ts'
import { hurryWaitingMails } from './outbox-store.ts'
import { mailsQueued } from './queue-check-in-mails.ts'

/** Waiting mails are tried at once with the new settings. `expect` sees the settings as they stand and may refuse (If-Match). */
export function changeMailSettings(
  { db, mail, secrets }: Pick<Platform, 'db' | 'mail' | 'secrets'>,
  actor: Actor,
  { put, expect }: { put: MailSettingsPut; expect: (current: MailSettings) => void },
): Promise<MailSettings> {
  return db.transaction().execute(async (trx) => {
    await lockSetting(trx, 'mail')
    const before = await readMailSettings({ db: trx, mail })
    expect(before)
    await storeMailSettings(trx, changed(await loadMailSettings(trx), put, secrets))
    const after = await readMailSettings({ db: trx, mail })
    await hurryWaitingMails(trx)
    await announce(trx, mailsQueued)
    const target = { kind: 'setting', id: 'mail', name: 'Mail settings' }
    await recordAudit(trx, actor, { action: 'setting.changed', target, before, after })
    return after
  })
}

/** A password belongs to the server it was typed for: whoever names another one must know it. */
function changed(current: StoredMailSettings, put: MailSettingsPut, secrets: Secrets): StoredMailSettings {
  const { password, ...plain } = put
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  const next: StoredMailSettings = { ...current, ...given }
  const elsewhere = next.host !== current.host || next.port !== current.port
  if (elsewhere || password !== undefined) next.passwordSealed = null
  if (password) next.passwordSealed = secrets.seal(passwordPlace, password).toString('base64')
  return next
}
