import type { AttributeRule, AttributeType } from '../contract/bulk-enrollment.ts'

type Values = Readonly<Record<string, string>>
export type AttributeError = { pointer: string; name: string; code: string; message: string }

/** What is wrong with the custom attributes of a device by the rules of its bulk enrollment; without rules everything is right. */
export function attributeErrors(rules: readonly AttributeRule[], values: Values): AttributeError[] {
  if (rules.length === 0) return []
  const known = new Map(rules.map((rule) => [rule.name, rule]))
  const unknown = Object.keys(values)
    .filter((name) => !known.has(name))
    .map((name) =>
      errorAt(name, 'attribute.unknown', `is none of the attributes ${[...known.keys()].join(', ')}`),
    )
  return [...unknown, ...rules.flatMap((rule) => ruleErrors(rule, values[rule.name]))]
}

/** The same of defaults, which need not say everything: an attribute that must be there may come from the list. */
export const defaultErrors = (rules: readonly AttributeRule[], values: Values): AttributeError[] =>
  attributeErrors(
    rules.map((rule) => ({ ...rule, required: false })),
    values,
  ).map((error) => ({ ...error, pointer: error.pointer.replace('customAttributes', 'defaultAttributes') }))

/** Custom attributes with those that are given: null takes one away, what is not named stays. */
export function withGiven(
  values: Values,
  given: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = Object.entries({ ...values, ...given })
  return Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

function ruleErrors(
  { name, type, required, values }: AttributeRule,
  value: string | undefined,
): AttributeError[] {
  if (value === undefined || value === '')
    return required ? [errorAt(name, 'attribute.missing', 'must be there')] : []
  if (values.length > 0 && !values.includes(value))
    return [errorAt(name, 'attribute.value', `must be one of ${values.join(', ')}`)]
  return types[type].test(value) ? [] : [errorAt(name, 'attribute.type', `must be ${inWords[type]}`)]
}

const types: Record<AttributeType, { test: (value: string) => boolean }> = {
  text: { test: () => true },
  number: /^-?\d{1,15}(\.\d{1,9})?$/,
  boolean: /^(true|false)$/,
  date: { test: isDate },
}

const inWords: Record<AttributeType, string> = {
  text: 'text',
  number: 'a number such as 12 or 12.5',
  boolean: '"true" or "false"',
  date: 'a date such as 2026-09-01',
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

const errorAt = (name: string, code: string, message: string): AttributeError => ({
  name,
  pointer: `/customAttributes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  code,
  message: `${name} ${message}`,
})
