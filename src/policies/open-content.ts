import type { Db } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import type { WholeContent } from './content.ts'
import { findSealedContent } from './policy-store.ts'

/** The place that sealed content is bound to. */
const contentPlace = (id: string): string => `policy.content_sealed:${id}`

export const sealContent = (secrets: Secrets, id: string, content: WholeContent): Buffer =>
  secrets.seal(contentPlace(id), JSON.stringify(content))

/** The content with its secrets and files. */
export async function openContent(secrets: Secrets, db: Db, id: string): Promise<WholeContent> {
  const sealed = await findSealedContent(db, id)
  if (!sealed) throw new Error('A policy that is there has no content')
  return JSON.parse(secrets.openText(contentPlace(id), sealed)) as WholeContent
}
