import { createHash, timingSafeEqual } from 'node:crypto'
import type { Db } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { listSealedCodes } from '../devices/find-candidates.ts'
import { codePlace } from '../devices/store-device.ts'

/** The devices whose code is this one. Every code is compared, each in a time that does not tell how much of it was right. */
export async function devicesWithCode(
  { db, secrets }: { db: Db; secrets: Secrets },
  ids: readonly string[],
  code: string,
): Promise<string[]> {
  if (ids.length === 0 || code === '') return []
  const given = hashOf(code)
  const sealed = await listSealedCodes(db, ids)
  return sealed
    .filter(({ id, sealed }) => timingSafeEqual(given, hashOf(secrets.openText(codePlace(id), sealed))))
    .map(({ id }) => id)
}

const hashOf = (code: string) => createHash('sha256').update(code).digest()
