import type { FailInfo } from '../protocol/scep/message-attributes.ts'
import type { RefusalReason } from './refusal.ts'

/** What a SCEP client is answered; the reason of a refusal is for us, since the client only learns the failInfo. */
export type ScepOutcome = { certificate: Buffer } | { failInfo: FailInfo; reason: RefusalReason }

export const refused = (reason: RefusalReason, failInfo: FailInfo = 'badRequest'): ScepOutcome => ({
  failInfo,
  reason,
})
