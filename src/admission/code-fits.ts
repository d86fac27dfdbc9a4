import { createHash, timingSafeEqual } from 'node:crypto'
import { codePlace } from '../devices/store-device.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'

export type SealedCode = { id: string; sealed: Buffer }

/** The devices whose code is this one. Every code is compared, each in a time that does not tell how much of it was right. */
export function withCode(secrets: Secrets, sealed: readonly SealedCode[], code: string): string[] {
  if (code === '') return []
  const given = hashOf(code)
  return sealed
    .filter(({ id, sealed }) => timingSafeEqual(given, hashOf(secrets.openText(codePlace(id), sealed))))
    .map(({ id }) => id)
}

const hashOf = (code: string) => createHash('sha256').update(code).digest()
