import { z } from 'zod'
import { Id, ListQuery, Name, Timestamp } from './common.ts'
import { DepDeviceQuery, Serials } from './dep.ts'

/** True as the address of a list writes it, or as JSON does. */
const flag = z.union([z.boolean(), z.stringbool()]).optional()

/** The filter of `GET /dep/devices`: everything that it matches. */
export const DepDeviceFilter = z.strictObject({
  ...DepDeviceQuery.omit({ limit: true, cursor: true, sort: true }).shape,
  unassigned: flag,
  gone: flag,
})
export type DepDeviceFilter = z.input<typeof DepDeviceFilter>

/** Devices by their serial numbers, or by what is true of them. */
export const DepTarget = z.union([Serials, z.strictObject({ filter: DepDeviceFilter })])
export type DepTarget = z.output<typeof DepTarget>
export type GivenDepTarget = z.input<typeof DepTarget>

export const DepDeviceGroup = z.object({
  count: z.int(),
  /** The first few of them. */
  examples: z.array(z.string()),
})
export type DepDeviceGroup = z.infer<typeof DepDeviceGroup>

/** What an assignment or a removal would do, before anything is done. Each device is in one group. */
export const DepAssignPreview = z.object({
  matched: z.int(),
  /** Apple would be asked for them at once. */
  asked: DepDeviceGroup,
  /** They have it already: nothing is asked. */
  settled: DepDeviceGroup,
  /** Apple asked to leave them alone; they are asked for when the time is over. */
  throttled: DepDeviceGroup,
  throttledUntil: Timestamp.nullable(),
  /** Profiles were assigned to them so often within a day that Muster waits. */
  limited: DepDeviceGroup,
  limitedUntil: Timestamp.nullable(),
  otherAccount: DepDeviceGroup,
  gone: DepDeviceGroup,
  /** No account here has them; Apple is asked for them when they are few. */
  unknown: DepDeviceGroup,
  /** Of those that would be asked for: activated, so that they keep what they have until they are erased. */
  pushed: DepDeviceGroup,
  /** Of those that would be asked for: they have another profile now. */
  replaced: DepDeviceGroup,
  /** Calls to Apple, each for up to 1,000 devices. */
  calls: z.int(),
  /** Answered with 202 and followed in the background. */
  isLong: z.boolean(),
  profile: z
    .object({ id: Id, uuid: z.string(), name: z.string(), version: z.int(), account: z.string() })
    .nullable(),
})
export type DepAssignPreview = z.infer<typeof DepAssignPreview>

/** Many devices changed at once. `waiting` + `done` + `failed` + `throttled` + `retrying` + `limited` + `superseded` = `total`. */
export const DepAssignmentRun = z.object({
  id: Id,
  kind: z.enum(['assign', 'remove', 'rules']),
  /** done: Apple has been asked for every device; some may wait for their next try. */
  state: z.enum(['running', 'done']),
  /** The devices are still being looked up, so the numbers grow. */
  isLookingUp: z.boolean(),
  accountId: Id.nullable(),
  account: z.string().nullable(),
  profileId: Id.nullable(),
  profileName: z.string().nullable(),
  matched: z.int(),
  /** Devices whose wish it became. */
  total: z.int(),
  settled: z.int(),
  leftOut: z.int(),
  waiting: z.int(),
  done: z.int(),
  failed: z.int(),
  throttled: z.int(),
  retrying: z.int(),
  limited: z.int(),
  /** Something else was wanted of them since. */
  superseded: z.int(),
  nextTryAt: Timestamp.nullable(),
  requestedBy: z.string(),
  createdAt: Timestamp,
})
export type DepAssignmentRun = z.infer<typeof DepAssignmentRun>

/** What Apple has not done yet, or could not do. */
export const DepAssignment = z.object({
  serial: z.string(),
  model: z.string().nullable(),
  accountId: Id,
  account: z.string(),
  wish: z.enum(['assign', 'remove']),
  profileId: Id.nullable(),
  profileName: z.string().nullable(),
  state: z.enum(['waiting', 'failed']),
  /** Apple's word, `daily-limit`, or `not-asked`. */
  reason: z.string(),
  message: z.string(),
  nextTryAt: Timestamp.nullable(),
  attempts: z.int(),
  failures: z.int(),
  /** The rule that chose the profile. */
  rule: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: Timestamp,
  answeredAt: Timestamp.nullable(),
  /** Apple no longer reports the device: it cannot be tried again before it is assigned to the server at Apple. */
  gone: z.boolean(),
})
export type DepAssignment = z.infer<typeof DepAssignment>

export const DepAssignmentReason = z.enum([
  'FAILED',
  'NOT_ACCESSIBLE',
  'THROTTLED',
  'daily-limit',
  'not-asked',
])
export const DepAssignmentQuery = ListQuery.extend({
  state: z.enum(['waiting', 'failed']).optional(),
  reason: DepAssignmentReason.optional(),
  account: z.string().optional(),
  profile: z.string().max(64).optional(),
  run: Id.optional(),
})
export const DepAssignmentFilter = z.strictObject({
  ...DepAssignmentQuery.omit({ limit: true, cursor: true, sort: true }).shape,
})

/** `force`: also those that Apple asked to leave alone, which may make it worse. */
export const RetryDepAssignments = z.union([
  Serials.extend({ force: z.boolean().default(false) }),
  z.strictObject({ filter: DepAssignmentFilter, force: z.boolean().default(false) }),
])
export const DepRetryResult = z.object({
  /** Apple is asked for them now. */
  tried: z.int(),
  /** Left alone until Apple's time is over. */
  throttled: z.int(),
  limited: z.int(),
  nextTryAt: Timestamp.nullable(),
})
export type DepRetryResult = z.infer<typeof DepRetryResult>

export const RuleField = z.enum([
  'family',
  'model',
  'description',
  'os',
  'color',
  'assetTag',
  'assignedBy',
  'assignedAt',
  'serial',
  'tag',
  'group',
])
export type RuleField = z.infer<typeof RuleField>
export const RuleOperator = z.enum(['is', 'is-not', 'starts-with', 'contains', 'one-of', 'before', 'after'])
export type RuleOperator = z.infer<typeof RuleOperator>

const wordOperators = ['is', 'is-not', 'one-of', 'starts-with', 'contains'] as const

/** Times are compared by the day; tags and groups, those of the device's record here, by the whole name. */
export function operatorsOf(field: RuleField): readonly RuleOperator[] {
  if (field === 'assignedAt') return ['before', 'after']
  return field === 'tag' || field === 'group' ? ['is', 'is-not', 'one-of'] : wordOperators
}

export const RuleCondition = z
  .strictObject({
    field: RuleField,
    operator: RuleOperator,
    /** Letter case does not matter. Several for `one-of` only; a day (2026-01-31) for `before` and `after`. */
    values: z.array(z.string().trim().min(1).max(200)).min(1).max(1000),
  })
  .check(({ value: { field, operator, values }, issues }) => {
    const refuse = (path: string, message: string) =>
      void issues.push({ code: 'custom', message, path: [path], input: values })
    if (!operatorsOf(field).includes(operator))
      refuse('operator', `${field} cannot be compared by ${operator}`)
    if (operator !== 'one-of' && values.length > 1) refuse('values', 'several values need one-of')
    if (field === 'assignedAt' && !values.every((day) => z.iso.date().safeParse(day).success))
      refuse('values', 'must be a day, such as 2026-01-31')
  })
export type RuleCondition = z.infer<typeof RuleCondition>

export const AssignmentRule = z.strictObject({
  name: Name,
  /** All of them hold. */
  conditions: z.array(RuleCondition).min(1).max(20),
  /** Null: devices that fit get no profile. */
  profileId: Id.nullable(),
})
export type AssignmentRule = z.infer<typeof AssignmentRule>

/** `none`: a device that no rule fits gets no profile. */
export const RuleFallback = z.enum(['default-profile', 'none'])

/** In order: the first rule that fits decides. */
export const NewAssignmentRules = z
  .strictObject({ rules: z.array(AssignmentRule).max(100), fallback: RuleFallback })
  .check(({ value: { rules }, issues }) => {
    const names = new Set<string>()
    for (const [index, { name }] of rules.entries()) {
      if (names.has(name.toLowerCase()))
        issues.push({
          code: 'custom',
          message: 'another rule has this name',
          path: ['rules', index, 'name'],
          input: name,
        })
      names.add(name.toLowerCase())
    }
  })
export type NewAssignmentRules = z.infer<typeof NewAssignmentRules>

export const AssignmentRules = z.object({
  rules: z.array(
    AssignmentRule.extend({
      /** The latest version of its line, which is what is assigned. */
      profile: z.object({ id: Id, name: z.string(), version: z.int() }).nullable(),
    }),
  ),
  fallback: RuleFallback,
  defaultProfile: z.object({ id: Id, name: z.string(), version: z.int() }).nullable(),
})
export type AssignmentRules = z.infer<typeof AssignmentRules>

const RulePreview = z.object({
  /** Devices of the account for which it decides. */
  matches: z.int(),
  /** Those of them that would get another profile if the rules were applied to existing devices. */
  changes: z.int(),
  examples: z.array(
    z.object({
      serial: z.string(),
      model: z.string().nullable(),
      /** What it has now. */
      profile: z.string().nullable(),
      changes: z.boolean(),
    }),
  ),
})
export const AssignmentRulesPreview = z.object({
  devices: z.int(),
  /** In the order of the rules. */
  rules: z.array(RulePreview),
  fallback: RulePreview,
  /** Of all that would change. */
  changes: z.int(),
  pushed: z.int(),
  throttled: z.int(),
  calls: z.int(),
  /** People chose another profile; left as they are unless it is asked for. */
  byHand: z.int(),
  /** People took the profile away here; rules never give it back. */
  removedByHand: z.int(),
})
export type AssignmentRulesPreview = z.infer<typeof AssignmentRulesPreview>

export const ApplyAssignmentRules = z.strictObject({ keepByHand: z.boolean().default(true) })
