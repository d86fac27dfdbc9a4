import type { Db } from '../platform/db/database.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { findByIds, findByKey, listOpenKeyCodes, listSealedCodes } from '../devices/find-candidates.ts'
import type { GivenCode } from './answers.ts'
import { withCode } from './code-fits.ts'
import type { AdmissionFacts, Candidate } from './decision.ts'
import { readKey } from './key.ts'

/** Codes are sealed, so a code without a key is compared with each of the open records; with more of them the key is needed. */
export const mostOpenKeyCodes = 2000

type Giving = { bearing: Candidate[]; unitId: string; now: Date; secrets: Secrets }
export type Found = Pick<AdmissionFacts, 'candidates' | 'withGivenCode' | 'isKeyNeeded'>

/** The records that a key and code may name, beside those that bear the serial number, and which of them have the code. */
export async function findGiven(db: Db, { key, code }: GivenCode, giving: Giving): Promise<Found> {
  const { bearing, unitId, now, secrets } = giving
  if (key.trim() === '' && bearing.length === 0) return findByCode(db, code, giving)
  const named = key.trim() === '' ? [] : await findByKey(db, readKey(key, unitId), now)
  const candidates = [...bearing, ...named]
  const sealed = await listSealedCodes(
    db,
    candidates.map(({ id }) => id),
  )
  return { candidates, withGivenCode: withCode(secrets, sealed, code) }
}

async function findByCode(db: Db, code: string, { secrets, now }: Giving): Promise<Found> {
  const open = await listOpenKeyCodes(db, mostOpenKeyCodes + 1)
  if (open.length > mostOpenKeyCodes) return { candidates: [], isKeyNeeded: true }
  const withGivenCode = withCode(secrets, open, code)
  return { candidates: await findByIds(db, withGivenCode, now), withGivenCode }
}
