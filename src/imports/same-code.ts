import type { Secrets } from '../platform/secrets/secrets.ts'
import { codePlace } from '../devices/store-device.ts'
import { stagedCodePlace } from './stage-import.ts'

/** A row's code beside that of its device; both sealed, each for its place. */
export type CodePair = { line: number; staged: Buffer; deviceId: string; current: Buffer | null }

/** Sealed codes cannot be compared by SQL: they are opened here, some thousand pairs at a time. */
export const codeBatch = 2000

export const isSameCode = (
  secrets: Secrets,
  importId: string,
  { line, staged, deviceId, current }: CodePair,
): boolean =>
  current !== null &&
  secrets.openText(stagedCodePlace(importId, line), staged) === secrets.openText(codePlace(deviceId), current)
