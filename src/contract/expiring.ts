import { z } from 'zod'
import { Timestamp } from './common.ts'

export const ExpiringKind = z.enum([
  'dep-token',
  'push-certificate',
  'authority',
  'device-certificate',
  'api-token',
  'enrollment-request',
  'bulk-token',
])
export type ExpiringKind = z.infer<typeof ExpiringKind>

/** Something with a lifetime. */
export const Expiring = z.object({
  kind: ExpiringKind,
  /** Of the account, the certificate, the authority or the token. */
  id: z.string(),
  name: z.string(),
  expiresAt: Timestamp,
  /** Whole days; below nothing when it is over. */
  daysLeft: z.int(),
  state: z.enum(['expired', 'soon', 'later']),
  /** What to do about it. */
  text: z.string(),
})
export type Expiring = z.infer<typeof Expiring>
