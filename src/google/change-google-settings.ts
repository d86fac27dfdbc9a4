import type { GoogleSettings, GoogleSettingsPut } from '../contract/google.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import { lockSetting } from '../platform/db/settings.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { readServiceAccountKey, ServiceAccountError } from '../protocol/google/service-account.ts'
import {
  keyPlace,
  loadGoogleSettings,
  loadLastSync,
  storeGoogleSettings,
  type StoredGoogle,
} from './google-settings-store.ts'

async function shown(db: Db, stored: StoredGoogle): Promise<GoogleSettings> {
  const { keySealed: _, ...open } = stored
  return { ...open, lastSync: await loadLastSync(db) }
}

export const readGoogleSettings = async (db: Db): Promise<GoogleSettings> =>
  shown(db, await loadGoogleSettings(db))

/** `expect` sees the settings as they stand and may refuse (If-Match). */
export function changeGoogleSettings(
  { db, secrets }: Pick<Platform, 'db' | 'secrets'>,
  actor: Actor,
  { put, expect }: { put: GoogleSettingsPut; expect: (current: GoogleSettings) => void },
): Promise<GoogleSettings> {
  return db.transaction().execute(async (trx) => {
    await lockSetting(trx, 'google')
    const current = await loadGoogleSettings(trx)
    const before = await shown(trx, current)
    expect(before)
    const { serviceAccountKey, enterprise, policy, disableRefused, zeroTouchCustomer } = put
    const next: StoredGoogle = {
      ...(serviceAccountKey === undefined ? current : keptKey(serviceAccountKey, secrets)),
      enterprise: enterprise ?? current.enterprise,
      policy: policy ?? current.policy,
      disableRefused: disableRefused ?? current.disableRefused,
      zeroTouchCustomer: zeroTouchCustomer ?? current.zeroTouchCustomer,
    }
    await storeGoogleSettings(trx, next)
    const after = await shown(trx, next)
    const target = { kind: 'setting', id: 'google', name: 'Google settings' }
    await recordAudit(trx, actor, { action: 'setting.changed', target, before, after })
    return after
  })
}

function keptKey(text: string | null, secrets: Platform['secrets']) {
  if (text === null) return { serviceAccount: null, keySealed: null }
  try {
    const key = readServiceAccountKey(text)
    const keySealed = secrets.seal(keyPlace, JSON.stringify(key)).toString('base64')
    return { serviceAccount: key.client_email, keySealed }
  } catch (error) {
    if (!(error instanceof ServiceAccountError)) throw error
    const errors = [{ pointer: '/serviceAccountKey', code: 'invalid', message: error.message }]
    throw new Problem('request.invalid', { detail: error.message, errors })
  }
}
