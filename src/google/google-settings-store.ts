import { z } from 'zod'
import { GoogleSettings } from '../contract/google.ts'
import type { Db } from '../platform/db/database.ts'
import { readSetting, storeSetting } from '../platform/db/settings.ts'

const { enterprise, policy, disableRefused, zeroTouchCustomer, lastSync } = GoogleSettings.shape

/** As kept: the key of the service account is sealed; whose it is may be shown. */
const Stored = z.object({
  serviceAccount: z.string().nullable().default(null),
  keySealed: z.base64().nullable().default(null),
  enterprise: enterprise.default(''),
  policy: policy.default('default'),
  disableRefused: disableRefused.default(false),
  zeroTouchCustomer: zeroTouchCustomer.default(''),
})
export type StoredGoogle = z.infer<typeof Stored>

/** The place that the sealed key is bound to. */
export const keyPlace = 'setting.serviceAccountKey:google'

export const loadGoogleSettings = async (db: Db): Promise<StoredGoogle> =>
  Stored.parse((await readSetting(db, 'google')) ?? {})

export const storeGoogleSettings = (db: Db, settings: StoredGoogle): Promise<void> =>
  storeSetting(db, 'google', settings)

/** Apart from the settings, so that a sync does not write over what an admin changes. */
export const loadLastSync = async (db: Db): Promise<GoogleSettings['lastSync']> =>
  lastSync.parse((await readSetting(db, 'google-sync')) ?? null)

export const storeLastSync = (db: Db, last: NonNullable<GoogleSettings['lastSync']>): Promise<void> =>
  storeSetting(db, 'google-sync', last)
