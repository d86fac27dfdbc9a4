import { z } from 'zod'
import catalogue from './restrictions.json' with { type: 'json' }

export const applePlatforms = ['iOS', 'macOS', 'tvOS', 'watchOS', 'visionOS'] as const
export type ApplePlatform = (typeof applePlatforms)[number]

const about = {
  /** Apple's name of it. */
  key: z.string(),
  group: z.string(),
  /** What the other value than the default does. */
  label: z.string(),
  hint: z.string().nullable(),
  platforms: z.array(z.enum(applePlatforms)),
  /** iPhones, iPads and Apple TVs that are not supervised ignore it. Macs do not ask. */
  supervisedOnly: z.boolean(),
}

export const Restriction = z.discriminatedUnion('type', [
  z.strictObject({ ...about, type: z.literal('boolean'), default: z.boolean() }),
  z.strictObject({ ...about, type: z.literal('integer'), default: z.int(), min: z.int(), max: z.int() }),
  z.strictObject({
    ...about,
    type: z.literal('choice'),
    default: z.int(),
    choices: z.array(z.strictObject({ value: z.int(), label: z.string() })),
  }),
  z.strictObject({ ...about, type: z.literal('list'), default: z.array(z.string()) }),
])
export type Restriction = z.infer<typeof Restriction>

/** The payload `com.apple.applicationaccess`; facts from Apple's device-management repository, words ours. */
export const restrictions: Restriction[] = z.array(Restriction).parse(catalogue)

const byKey = new Map(restrictions.map((restriction) => [restriction.key, restriction]))
export const restrictionOf = (key: string): Restriction | undefined => byKey.get(key)

/** Why a value is not one of the restriction; undefined when it is. */
export function faultOfRestriction(restriction: Restriction, value: unknown): string | undefined {
  if (restriction.type === 'boolean') return typeof value === 'boolean' ? undefined : 'must be true or false'
  if (restriction.type === 'list') return isListOfTexts(value) ? undefined : 'must be a list of identifiers'
  if (restriction.type === 'choice') {
    const values = restriction.choices.map((choice) => choice.value)
    return values.some((choice) => choice === value) ? undefined : `must be one of ${values.join(', ')}`
  }
  const { min, max } = restriction
  const fits = Number.isInteger(value) && Number(value) >= min && Number(value) <= max
  return fits ? undefined : `must be a whole number from ${min} to ${max}`
}

const isListOfTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')
