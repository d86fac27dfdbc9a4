import { z } from 'zod'

/** The filters of a list are the search part of the address, readable and without quoting: `?status=expired&q=c02`. */
export const parseAddress = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search))

export function stringifyAddress(filters: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(filters))
    if (typeof value === 'string' && value !== '') search.set(name, value)
  const text = search.toString()
  return text && `?${text}`
}

/**
 * Checks filters one by one: one that an old link has wrong is left out, the others stay. It must be left out as undefined, because
 * the router lays the answer over what stands in the address.
 */
export function filtersOf<S extends z.ZodRawShape>(shape: S) {
  type Filters = { [K in keyof S]?: z.output<S[K]> | undefined }
  return (search: Record<string, unknown>): Filters =>
    Object.fromEntries(
      Object.entries(shape).map(([name, schema]) => {
        const { success, data } = z.safeParse(schema, search[name])
        return [name, success && data !== '' ? data : undefined]
      }),
    ) as Filters
}

/** Whether anything narrows the list; the order of its rows does not. */
export const isFiltered = (filters: Record<string, unknown>): boolean =>
  Object.entries(filters).some(([name, value]) => name !== 'sort' && value !== undefined)

export const noFilters = (filters: Record<string, unknown>): Record<string, undefined> =>
  Object.fromEntries(Object.keys(filters).map((name) => [name, undefined]))
