import type { DepProfile } from '../contract/dep.ts'
import type { DepProfileChange } from '../contract/dep-profile.ts'

type Fields = Partial<DepProfile['fields']>

/** Field by field, in the order of the form; lists are sets. What is absent, null or empty is the same. */
export function changesBetween(before: Fields, after: Fields): DepProfileChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Fields)[]
  return names.flatMap((field) => changeOf(field, plain(before[field]), plain(after[field])))
}

type Value = string | boolean | string[] | null

const plain = (value: string | boolean | string[] | null | undefined): Value =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0) ? null : value

function changeOf(field: string, before: Value, after: Value): DepProfileChange[] {
  if (!Array.isArray(before) && !Array.isArray(after))
    return (before ?? false) === (after ?? false) ? [] : [{ field, before, after }]
  const [old, now] = [setOf(before), setOf(after)]
  const added = [...now].filter((item) => !old.has(item))
  const removed = [...old].filter((item) => !now.has(item))
  return added.length + removed.length === 0 ? [] : [{ field, before, after, added, removed }]
}

const setOf = (value: Value): Set<string> => new Set(Array.isArray(value) ? value : [])
