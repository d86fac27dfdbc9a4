import {
  type AssignmentRules,
  NewAssignmentRules,
  operatorsOf,
  type RuleCondition,
} from '../../../src/contract/dep-assignment.ts'

/** Keys hold on to a row while it moves; they are never sent. */
export type DraftCondition = RuleCondition & { key: number }
export type DraftRule = { key: number; name: string; conditions: DraftCondition[]; profileId: string | null }
export type Draft = { rules: DraftRule[]; fallback: NewAssignmentRules['fallback'] }

let lastKey = 0
const newKey = () => ++lastKey

export const draftOf = ({ rules, fallback }: AssignmentRules): Draft => ({
  fallback,
  rules: rules.map(({ name, conditions, profile }) => ({
    key: newKey(),
    name,
    // An earlier version means the latest, which is what can be chosen.
    profileId: profile?.id ?? null,
    conditions: conditions.map((condition) => ({ ...condition, key: newKey() })),
  })),
})

/** As the API takes it. */
export const sentOf = ({ rules, fallback }: Draft): NewAssignmentRules => ({
  fallback,
  rules: rules.map(({ name, conditions, profileId }) => ({
    name: name.trim(),
    profileId,
    conditions: conditions.map(({ field, operator, values }) => ({ field, operator, values })),
  })),
})

export const isSame = (a: Draft, b: Draft): boolean => JSON.stringify(sentOf(a)) === JSON.stringify(sentOf(b))

export const newCondition = (): DraftCondition => ({
  key: newKey(),
  field: 'family',
  operator: 'is',
  values: [],
})

export const newRule = (name: string, profileId: string | null): DraftRule => ({
  key: newKey(),
  name,
  profileId,
  conditions: [newCondition()],
})

/** The rule at `from` changes places with its neighbor. */
export function moveRule(rules: readonly DraftRule[], from: number, step: -1 | 1): DraftRule[] {
  const to = from + step
  if (to < 0 || to >= rules.length) return [...rules]
  const moved = rules.toSpliced(from, 1)
  return moved.toSpliced(to, 0, rules[from]!)
}

/** Another field may not know the comparison, another comparison not several values. */
export function changeCondition(
  condition: DraftCondition,
  change: Partial<Pick<DraftCondition, 'field' | 'operator' | 'values'>>,
): DraftCondition {
  const next = { ...condition, ...change }
  const operators = operatorsOf(next.field)
  const operator = operators.includes(next.operator) ? next.operator : operators[0]!
  const isOther = (next.field === 'assignedAt') !== (condition.field === 'assignedAt')
  const values = isOther ? [] : operator === 'one-of' ? next.values : next.values.slice(0, 1)
  return { ...next, operator, values }
}

/** What is wrong, by the path of the field: `rules.0.conditions.1.values`. Empty when it can be saved. */
export function faultsOf(draft: Draft): Record<string, string> {
  const parsed = NewAssignmentRules.safeParse(sentOf(draft))
  const issues = parsed.success ? [] : parsed.error.issues
  return Object.fromEntries(issues.toReversed().map(({ path, message }) => [pathOf(path), message]))
}

/** A fault of one of the values is shown at all of them. */
const pathOf = (path: readonly PropertyKey[]): string => {
  const end = path.indexOf('values')
  return (end === -1 ? path : path.slice(0, end + 1)).join('.')
}
