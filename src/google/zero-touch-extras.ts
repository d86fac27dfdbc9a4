import { z } from 'zod'
import type { AndroidArrival } from '../admission/android-rules.ts'
import { findToken } from '../android/agent/registration-store.ts'
import type { Db } from '../platform/db/database.ts'
import { hashToken } from '../platform/secrets/password.ts'
import { keyOf } from '../protocol/android/provisioning.ts'
import type { ZeroTouchConfiguration } from '../protocol/google/zero-touch.ts'

const Extras = z.looseObject({})
const mostTexts = 100

/** Which bulk enrollment the token in the extras of each configuration is that of, whatever its agent calls it. */
export async function bulkOfConfigurations(
  db: Db,
  configurations: readonly ZeroTouchConfiguration[],
  now: Date,
): Promise<Map<string, AndroidArrival>> {
  const found = new Map<string, AndroidArrival>()
  for (const { name, dpcExtras } of configurations)
    for (const text of textsOf(dpcExtras)) {
      const { state: token, bulkId } = await findToken(db, hashToken(text), now)
      if (token !== 'wrong') found.set(name, { token, bulkId })
    }
  return found
}

/** Values of the bundle that may be a token of ours. */
function textsOf(json: string | undefined): string[] {
  try {
    const bundle = Extras.parse(JSON.parse(json ?? '{}'))[keyOf('ADMIN_EXTRAS_BUNDLE', false)]
    return Object.values(Extras.parse(bundle ?? {}))
      .filter((value) => typeof value === 'string')
      .filter((text) => /^[\w-]{22}$/.test(text))
      .slice(0, mostTexts)
  } catch {
    return []
  }
}
