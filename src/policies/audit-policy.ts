import type { PolicyRecord } from './policy-store.ts'

/** What the audit log keeps of a policy: what is shown of it, which has neither secrets nor files. */
export const auditOf = ({
  name,
  description,
  platforms,
  priority,
  groups,
  templates,
  content,
}: PolicyRecord) => ({
  name,
  description,
  platforms,
  priority,
  groups: sorted(groups),
  templates: sorted(templates),
  content,
})

const sorted = (names: readonly string[]) => [...new Set(names)].toSorted()

/** Whatever the order of the members: objects come back from the database with another one. */
export const isSame = (a: unknown, b: unknown): boolean =>
  JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (!value || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, ordered(member)]),
  )
}
