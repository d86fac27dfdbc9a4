import { z } from 'zod'

/** RFC 3339 in UTC; the database driver gives this very form. */
export const Timestamp = z.iso.datetime({ offset: true })
export const Id = z.uuid()

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int() })

export type Page<T> = { items: T[]; nextCursor: string | null; total: number }

/** What every list takes; filters are added by name. */
export const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** Holds the sort key of a row, which may be a long name in any script. */
  cursor: z.string().max(2000).optional(),
  q: z.string().trim().max(200).optional(),
  sort: z.string().max(60).optional(),
})
export type ListQuery = z.infer<typeof ListQuery>

/** Names are unique keys: visible characters, no surrounding blanks. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^\P{Cc}*$/u, 'may not contain line ends or control characters')

/** Text of several lines, in the one form that CSV files keep: a line ends with \n. */
export const longText = (max: number) =>
  z
    .string()
    .overwrite((text) => text.replace(/\r\n?/g, '\n').trim())
    .max(max)

/** A thing that is little more than its name: organization, tag, template, group. */
export const NamedThing = z.object({
  id: Id,
  name: Name,
  description: z.string().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  uses: z.int(),
})
export type NamedThing = z.infer<typeof NamedThing>
export const NewNamedThing = z.strictObject({
  /** CSV files write several names with "|" between them (B25, B33). */
  name: Name.regex(/^[^|]*$/, 'may not contain "|", which separates names in CSV files'),
  description: z.string().max(1000).nullish(),
})
export const NamedThingPatch = NewNamedThing.partial()
