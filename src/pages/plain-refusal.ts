import type { Db } from '../platform/db/database.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Language } from './language.ts'
import type { Frame } from './page.ts'
import { refusedPage } from './refused-page.ts'
import type { RefusalKind } from './texts.ts'

/** A document with the status that it is answered with. */
export type Page = { status: 200 | 400 | 403 | 503; document: string }

/** What every page says of the organization. */
export async function frameOf(db: Db, language: Language): Promise<Frame> {
  const { organizationName: organization, supportContact: support } = await readEnrollmentSettings(db)
  return { language, organization, support }
}

/** A page for somebody who cannot go on, of whom there is no arrival. */
export async function plainRefusal(db: Db, language: Language, kind: RefusalKind): Promise<Page> {
  const status = kind === 'busy' ? 503 : kind === 'page-damaged' || kind === 'not-a-device' ? 400 : 403
  return { status, document: refusedPage({ ...(await frameOf(db, language)), kind }) }
}
