import { z } from 'zod'

/** Android says "samsung" where lists say "SAMSUNG " (I20). Not by locale: a Turkish server has the same letters. */
export const makerKey = (name: string | null | undefined): string | undefined =>
  name?.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase() || undefined

const Spelling = z.string().trim().min(1).max(100)

/** Another name that lists have for what phones call themselves: "Samsung Electronics" is "samsung". */
export const ManufacturerAlias = z.strictObject({ alias: Spelling, manufacturer: Spelling })
export type ManufacturerAlias = z.infer<typeof ManufacturerAlias>

/** One step from each alias to its manufacturer, so that the order of the rows says nothing. */
export const ManufacturerAliases = z
  .array(ManufacturerAlias)
  .max(200)
  .superRefine((rows, context) => {
    const seen = new Set<string>()
    const manufacturers = new Set(rows.map(({ manufacturer }) => makerKey(manufacturer)))
    for (const [index, { alias }] of rows.entries()) {
      const key = makerKey(alias) ?? ''
      const message = manufacturers.has(key) ? 'is a manufacturer of this table' : 'is in the table twice'
      if (manufacturers.has(key) || seen.has(key))
        context.addIssue({ code: 'custom', path: [index, 'alias'], message })
      seen.add(key)
    }
  })

/** The manufacturer that each alias stands for, both in the form in which they are compared. */
export type MakerAliases = ReadonlyMap<string, string>

export const aliasesOf = (rows: readonly ManufacturerAlias[]): MakerAliases =>
  new Map(rows.map(({ alias, manufacturer }) => [makerKey(alias) ?? '', makerKey(manufacturer) ?? '']))

/** The manufacturer that a name means. */
export function makerOf(name: string | null | undefined, aliases: MakerAliases): string | undefined {
  const key = makerKey(name)
  return key === undefined ? undefined : (aliases.get(key) ?? key)
}
