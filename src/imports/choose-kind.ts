import type { GivenMapping } from '../contract/import.ts'
import type { Format } from './format.ts'
import { formatById, formatRefused, formats, generic } from './formats.ts'
import { formatOfHeader, formatOfRecords, isComplete, isItsHeader, readHeader } from './choose-format.ts'
import { soundMapping } from './given-mapping.ts'
import { formatUnknown, headerIncomplete } from './header-refusals.ts'
import { fits, looksLike, looksLikeData } from './list-shape.ts'

export type Asked = {
  format?: string | undefined
  mapping?: GivenMapping | undefined
  strict: boolean
  /** Whether the first record is a header, where that is known; otherwise it is found out. */
  hasHeader?: boolean | undefined
  /** The platform that was named for the whole file. */
  platform?: string | undefined
  /** What was chosen for a file with the same header; used when nothing else is asked for. */
  remembered?: { format: string; mapping: readonly { index: number; field: string | null }[] } | undefined
}

/** `byPosition`: the columns are told by their place; a header is then one of other words. */
export type Kind = { format: Format; hasHeader: boolean; byPosition: boolean }

type Rows = readonly string[][]

/** What kind of file it is: as asked for, as remembered, by its header, by what its records look like. */
export function chooseKind(rows: Rows, asked: Asked): Kind {
  const kind = asked.format
    ? kindAs(formatById(asked.format), rows, asked)
    : (rememberedKind(rows, asked) ?? foundKind(rows, asked))
  if (kind.format.refused) throw formatRefused(kind.format)
  return kind
}

/** Strict files mean what their names say. */
function rememberedKind(rows: Rows, asked: Asked): Kind | undefined {
  const { mapping, strict, remembered } = asked
  if (!remembered || mapping || strict || !soundMapping(remembered.mapping, 0)) return undefined
  const format = formats.find(({ id }) => id === remembered.format)
  return format && kindAs(format, rows, asked)
}

function kindAs(format: Format, rows: Rows, asked: Asked): Kind {
  if (format.refused) throw formatRefused(format)
  const first = rows[0] ?? []
  const reading = readHeader(first, format)
  if (asked.hasHeader !== false && (format.header ? isComplete(reading) : isItsHeader(reading)))
    return { format, hasHeader: true, byPosition: false }
  if (!format.header || looksLike(rows, format)) return kindByPosition(format, rows, asked)
  const isMapped = asked.mapping ?? (asked.format === undefined && asked.remembered)
  if (isMapped) return kindByHand(format, rows, asked)
  throw headerIncomplete(format, first)
}

function foundKind(rows: Rows, asked: Asked): Kind {
  const first = rows[0] ?? []
  const byHeader = (asked.hasHeader ?? !looksLikeData(first)) ? formatOfHeader(first) : undefined
  if (byHeader) return { format: byHeader, hasHeader: true, byPosition: false }
  const byRecords = mayBeHeader(first) ? formatBelow(rows) : formatOfRecords(rows)
  if (byRecords) return kindByPosition(byRecords, rows, asked)
  if (asked.mapping) return kindByHand(generic, rows, asked)
  throw formatUnknown(rows)
}

/** Under a header of unknown words, serial numbers alone prove nothing: names of computers look the same. */
function formatBelow(rows: Rows): Format | undefined {
  const format = formatOfRecords(rows.slice(1))
  return format?.looks?.cells.some(({ as }) => as !== 'serial' && as !== 'hardware-id') ? format : undefined
}

const kindByHand = (format: Format, rows: Rows, { hasHeader }: Asked): Kind => ({
  format,
  hasHeader: hasHeader ?? !looksLikeData(rows[0] ?? []),
  byPosition: false,
})

const kindByPosition = (format: Format, rows: Rows, { hasHeader }: Asked): Kind => ({
  format,
  hasHeader: hasHeader ?? hasForeignHeader(format, rows),
  byPosition: true,
})

/** A first line of words over records that fit. A line in doubt is a record: then it is rejected by name, not lost. */
function hasForeignHeader(format: Format, [first = [], second]: Rows): boolean {
  if (!second || !format.looks || !mayBeHeader(first) || !fits(second, format)) return false
  return format.looks.cells.every(
    (shape) => !fits(first, { ...format, looks: { ...format.looks!, cells: [shape] } }),
  )
}

/** Without a digit, and not a serial number that happens to have none. */
const mayBeHeader = (first: readonly string[]) =>
  !/\d/.test(first.join('')) && first.every((cell) => !/^[A-Z]{8,}$/.test(cell))
