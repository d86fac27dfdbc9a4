import type { AssignmentRule, RuleCondition, RuleField, RuleOperator } from '../../contract/dep-assignment.ts'

/** What rules look at of a device: Apple's record, and tags and groups of its record here. */
export type RuleFacts = {
  serial: string
  family: string | null
  model: string | null
  description: string | null
  os: string | null
  color: string | null
  assetTag: string | null
  assignedBy: string | null
  /** RFC 3339. */
  assignedAt: string | null
  tags: readonly string[]
  groups: readonly string[]
}

/** The position of the first rule that fits; undefined when none does. */
export function firstMatch(
  rules: readonly Pick<AssignmentRule, 'conditions'>[],
  facts: RuleFacts,
): number | undefined {
  const index = rules.findIndex(({ conditions }) => conditions.every((condition) => holds(condition, facts)))
  return index === -1 ? undefined : index
}

/** What is not known fits nothing but "is not". */
export function holds({ field, operator, values }: RuleCondition, facts: RuleFacts): boolean {
  const given = valuesOf(field, facts)
  const isAny = given.some((word) => values.some((value) => fits[operator](word, value)))
  return operator === 'is-not' ? !isAny : isAny
}

/** Letter case does not matter. */
const isSame = (a: string, b: string) => fold(a) === fold(b)
const fits: Record<RuleOperator, (word: string, value: string) => boolean> = {
  is: isSame,
  'is-not': isSame,
  'one-of': isSame,
  'starts-with': (word, value) => fold(word).startsWith(fold(value)),
  contains: (word, value) => fold(word).includes(fold(value)),
  before: (time, day) => dayOf(time) < day,
  after: (time, day) => dayOf(time) > day,
}

function valuesOf(field: RuleField, facts: RuleFacts): readonly string[] {
  if (field === 'tag') return facts.tags
  if (field === 'group') return facts.groups
  const value = facts[field]
  return value === null ? [] : [value]
}

const fold = (word: string) => word.trim().toLowerCase()

/** In UTC, as Apple's times are. */
const dayOf = (time: string) => new Date(time).toISOString().slice(0, 10)
