import { z } from 'zod'
import catalogue from './extras.json' with { type: 'json' }

/**
 * An extra that Android's set-up reads from a QR code (AOSP ManagedProvisioning, DevicePolicyManager.EXTRA_PROVISIONING_*). `short`
 * is its name without the long prefix, `alias` the short form that AOSP takes for some.
 */
export const SystemExtra = z.object({
  short: z.string(),
  alias: z.string().nullable(),
  type: z.string(),
  numberKind: z.enum(['int32', 'int64']).nullable(),
  title: z.string(),
  description: z.string(),
  minSdk: z.int(),
  condition: z.string().nullable(),
  group: z.string(),
  /** What becomes of it in a QR code; only `usable` and `usable-unofficial` have an effect. */
  qrStatus: z.enum([
    'usable',
    'usable-unofficial',
    'ignored-in-qr',
    'legacy',
    'no-effect',
    'not-json-expressible',
    'system',
    'result-only',
  ]),
  values: z.array(z.union([z.string(), z.number()])).nullable(),
  validate: z.string().nullable(),
  secret: z.boolean(),
})
export type SystemExtra = z.infer<typeof SystemExtra>

export const systemExtras: readonly SystemExtra[] = z.array(SystemExtra).parse(catalogue)

const byShort = new Map(systemExtras.map((extra) => [extra.short, extra]))
export const findExtra = (short: string): SystemExtra | undefined => byShort.get(short)

export const extraPrefix = 'android.app.extra.PROVISIONING_'

/** Which app becomes the owner of the device, and the extras that it is told by, are said apart. */
export const isChoosable = ({ group, qrStatus, short, type }: SystemExtra): boolean =>
  group !== 'dpc' &&
  short !== 'ADMIN_EXTRAS_BUNDLE' &&
  ['string', 'boolean', 'integer'].includes(type) &&
  ['usable', 'usable-unofficial', 'ignored-in-qr', 'legacy'].includes(qrStatus)

/** What an admin can choose from, in the order of the catalogue. */
export const choosableExtras: readonly SystemExtra[] = systemExtras.filter(isChoosable)
