import { z } from 'zod'
import { languages } from '../pages/language.ts'
import { sealedStates, type SealedStates } from '../pages/sealed-state.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'

/** What the pages behind one link remember of a person between two requests, without cookies. */
export const LinkVisit = z.object({
  requestId: z.uuid(),
  /** Of the link, for whoever comes back from a provider to no address of ours that has it. */
  token: z.string(),
  language: z.enum(languages),
  termsAccepted: z.boolean(),
  ownership: z.enum(['personal', 'corporate']).optional(),
  platform: z.enum(['ios', 'ipados', 'macos', 'android']).optional(),
  /** What was proved on a page before; a code is compared again each time. */
  credential: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('code'), key: z.string(), code: z.string() }),
      z.object({ kind: z.literal('login'), user: z.object({ id: z.string(), userName: z.string() }) }),
    ])
    .optional(),
})
export type LinkVisit = z.infer<typeof LinkVisit>

/** Of a person who may have the profile. */
export const Download = z.object({ requestId: z.uuid(), deviceId: z.uuid(), arrivalId: z.uuid() })
export type Download = z.infer<typeof Download>

/** Of a person who was shown the page of a code, for the picture on it. */
export const CodeView = z.object({ requestId: z.uuid(), deviceId: z.uuid().nullable() })
export type CodeView = z.infer<typeof CodeView>

/** Time enough to look for a password, and to come back to the page when the download was not allowed at first. */
export const pageMs = 15 * 60_000

export const linkVisits = (secrets: Secrets): SealedStates<LinkVisit> =>
  sealedStates(secrets, 'enrollment-link', LinkVisit)

export const downloads = (secrets: Secrets): SealedStates<Download> =>
  sealedStates(secrets, 'enrollment-link-download', Download)

export const codeViews = (secrets: Secrets): SealedStates<CodeView> =>
  sealedStates(secrets, 'enrollment-link-code', CodeView)
