import { aliasesOf, type MakerAliases } from '../contract/manufacturer.ts'
import { defaultEnrollmentSettings, EnrollmentSettings } from '../contract/settings.ts'
import type { Db } from '../platform/db/database.ts'
import { readSetting, storeSetting } from '../platform/db/settings.ts'

const key = 'enrollment'

/** What an admin has set over the defaults; a setting of a later version that is not stored yet has its default. */
export async function readEnrollmentSettings(db: Db): Promise<EnrollmentSettings> {
  return EnrollmentSettings.parse({
    ...defaultEnrollmentSettings,
    ...((await readSetting(db, key)) as object | undefined),
  })
}

/** Other names of manufacturers. */
export const readMakerAliases = async (db: Db): Promise<MakerAliases> =>
  aliasesOf((await readEnrollmentSettings(db)).manufacturerAliases)

export async function storeEnrollmentSettings(db: Db, settings: EnrollmentSettings): Promise<void> {
  await storeSetting(db, key, settings)
}
