const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What I changed since `before` stays mine; the rest is as they have it. A list is one value. */
export function rebase<T extends Record<string, unknown>>(before: T, mine: T, theirs: T): T {
  const values = Object.entries(theirs).map(([name, value]) => {
    const [was, typed] = [before[name], mine[name]]
    if (isRecord(was) && isRecord(typed) && isRecord(value)) return [name, rebase(was, typed, value)]
    return [name, isSame(was, typed) ? value : typed]
  })
  return Object.fromEntries(values) as T
}
