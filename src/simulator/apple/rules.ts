import { z } from 'zod'

/** How strict this Apple is where clients differ, or where nobody knows what the real one does. */
const AllRules = z.strictObject({
  /**
   * How the OAuth header of `GET /session` is checked.
   * strict: signature over the address as the client built it, time within five minutes, a nonce only once.
   * lenient: the signature alone, with either scheme, for a simulator behind a proxy.
   * any: not at all. Credentials that are not known open the first server, which is made if there is none.
   */
  oauth: z.enum(['strict', 'lenient', 'any']),
  /** User agents that are refused above protocol version 3, as a regular expression. */
  refusedAgents: z.string().refine(isExpression, 'not a regular expression'),
  /** Page sizes: what a client gets that names none, and the most it can have. */
  limits: z.strictObject({ default: z.int().min(1), maximum: z.int().min(1) }).partial(),
  /** A page larger than the maximum is cut to it, or refused. */
  oversizedPages: z.enum(['clamp', 'refuse']),
  /** Serial numbers in one call; null: any number, as the real service takes. */
  maximumSerials: z.int().min(1).nullable(),
  checkProfiles: z.boolean(),
  /** Two well-known clients send an empty `org_magic`. */
  emptyMagic: z.enum(['accept', 'refuse']),
  /** Deleted events tell the serial number alone instead of the whole record. */
  sparseDeletions: z.boolean(),
  /** More assigns than these within an hour heat a device up: it is throttled, and no sync tells of it until it has cooled down. */
  throttle: z
    .strictObject({ assignsPerHour: z.int().min(1), coolingHours: z.number().positive().default(24) })
    .nullable(),
})

export const RuleChange = AllRules.partial()
export type RuleChange = z.input<typeof RuleChange>
export type Limits = { default: number; maximum: number }
export type Rules = Omit<z.output<typeof AllRules>, 'limits'> & { limits: Limits }

/** As the real service is, as far as that is known. */
export const usualRules: Rules = {
  oauth: 'strict',
  // An agent without a product name is what a client sends that forgot to set one.
  refusedAgents: '^(node|undici|-)?$',
  limits: { default: 1000, maximum: 1000 },
  oversizedPages: 'clamp',
  maximumSerials: null,
  checkProfiles: true,
  emptyMagic: 'accept',
  sparseDeletions: false,
  throttle: null,
}

/** Members that are absent stay. */
export function changeRules(rules: Rules, { limits = {}, ...change }: z.output<typeof RuleChange>): Rules {
  const named = (members: object) => Object.entries(members).filter(([, value]) => value !== undefined)
  return {
    ...rules,
    ...Object.fromEntries(named(change)),
    limits: { ...rules.limits, ...Object.fromEntries(named(limits)) },
  }
}

function isExpression(text: string): boolean {
  try {
    return Boolean(new RegExp(text))
  } catch {
    return false
  }
}
