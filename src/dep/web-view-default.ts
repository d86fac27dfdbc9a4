import { sql } from 'kysely'
import type { DepProfileFields } from '../contract/dep.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { defaultUrl } from './check-profile.ts'
import { mayShowPages } from './profile.ts'

type Given = Partial<Pick<DepProfileFields, 'configurationWebUrl'>>

/**
 * The address of the pages, where a profile says nothing of one and people have something to type or to choose while a device is
 * set up: without it Setup Assistant could not ask them (apple-mdm.md 1.1). `null` in a request means none.
 */
export async function withWebView<T extends Given>(
  platform: Pick<Platform, 'db' | 'publicUrl'>,
  fields: T,
): Promise<T> {
  const url = defaultUrl(platform)
  if (fields.configurationWebUrl !== undefined || !mayShowPages(url)) return fields
  return (await areQuestionsAsked(platform.db)) ? { ...fields, configurationWebUrl: url } : fields
}

/** Whether any device that may come, any account or the settings ask for a login, a key code, a choice of the owner, or terms. */
async function areQuestionsAsked(db: Db): Promise<boolean> {
  const { defaultAuthentication, termsText } = await readEnrollmentSettings(db)
  if (defaultAuthentication !== 'none' || termsText !== '') return true
  const { rows } = await sql<{ asked: boolean }>`
    select exists (select from dep_account where default_authentication <> 'none') or exists (
      select from device where platform in ('ios', 'ipados', 'macos', 'tvos') and status <> 'withdrawn'
        and (dep_method = 'Keycode' or (source = 'dep' or dep_method is not null) and authentication <> 'none'
          or ownership = 'selectuser')) as asked`.execute(db)
  return rows[0]?.asked ?? false
}
