import { z } from 'zod'
import { ClaimedIdentifiers } from '../contract/arrival.ts'
import { languages } from '../pages/language.ts'
import { sealedStates, type SealedStates } from '../pages/sealed-state.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'

/**
 * What the pages of one visit remember (apple-mdm.md 1.5: the header comes with the first request only, and cookies get lost).
 * Sealed, so it proves that this server verified the claims; it is for this one device, and its serial number and UDID are in it.
 */
export const VisitState = z.object({
  visit: z.uuid(),
  claimed: ClaimedIdentifiers,
  language: z.enum(languages),
  termsAccepted: z.boolean(),
  ownership: z.enum(['personal', 'corporate']).optional(),
  /** What was proved on a page before; a code is compared again each time. */
  credential: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('code'), key: z.string(), code: z.string() }),
      z.object({ kind: z.literal('login'), user: z.object({ id: z.string(), userName: z.string() }) }),
    ])
    .optional(),
})
export type VisitState = z.infer<typeof VisitState>

/** Time enough to look for a password, or to sign in elsewhere. */
export const pageMs = 15 * 60_000

export const visitStates = (secrets: Secrets): SealedStates<VisitState> =>
  sealedStates(secrets, 'apple-web-view', VisitState)
