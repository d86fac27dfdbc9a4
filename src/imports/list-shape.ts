import type { Format } from './format.ts'
import { hardwareKind } from './read-cell.ts'

/** What cells look like: tells a list without a header, and a first line that is no header. */

type Looks = NonNullable<Format['looks']>
type Shape = Looks['cells'][number]

/** Also what a spreadsheet made of one: the row is rejected then, and told the remedy. */
const isImei = (cell: string) =>
  /^\d{14,16}$/.test(cell.replace(/[\s/-]/g, '')) || /^\d[.,]\d+E\+1[345]$/i.test(cell)
const isEmail = (cell: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell)
/** 5 to 32 letters and digits, among them a digit: a name of a column seldom has one. */
const isSerial = (cell: string) => /^(?=.*\d)[A-Za-z0-9.-]{5,32}$/.test(cell) && !isImei(cell)
const isMeid = (cell: string) => hardwareKind(cell) === 'meid'

const tests: Record<Exclude<Shape['as'], 'words'>, (cell: string) => boolean> = {
  imei: isImei,
  serial: isSerial,
  'hardware-id': (cell) => isImei(cell) || isMeid(cell) || isSerial(cell),
  email: isEmail,
  base64: (cell) => /^[A-Za-z0-9+/]{200,}={0,2}$/.test(cell),
}

const hasShape = (cell: string, { as, words }: Shape): boolean =>
  as === 'words' ? (words ?? []).includes(cell.toLowerCase()) : tests[as](cell)

/** Columns of the widest record, without blank ones at the end. */
export const widthOf = (rows: readonly (readonly string[])[]): number =>
  Math.max(0, ...rows.map((cells) => cells.findLastIndex((cell) => cell.trim() !== '') + 1))

/** Whether the records are a list of this kind without a header. */
export function looksLike(rows: readonly (readonly string[])[], { looks }: Format): boolean {
  if (!looks || rows.length === 0) return false
  const [min, max] = looks.columns
  const width = widthOf(rows)
  return width >= min && width <= max && looks.cells.every((shape) => shareOf(rows, shape) >= shape.share)
}

const shareOf = (rows: readonly (readonly string[])[], shape: Shape): number =>
  rows.filter((cells) => hasShape((cells[shape.column] ?? '').trim(), shape)).length / rows.length

/** Whether one record has every sign of the kind. */
export const fits = (cells: readonly string[], { looks }: Format): boolean =>
  looks?.cells.every((shape) => hasShape((cells[shape.column] ?? '').trim(), shape)) ?? false

/** Whether a line holds values where a header would hold names: then the header is missing. */
export const looksLikeData = (cells: readonly string[]): boolean =>
  cells.some((cell) => isImei(cell.trim()) || isEmail(cell.trim())) || isNumberOfDevice(cells[0] ?? '')

/** Stricter than a serial number of a list: "Column12" is a name. */
const isNumberOfDevice = (cell: string) =>
  /^(?=(.*\d){2})(?=.*[A-Z])[A-Z0-9]{8,20}$/.test(cell.trim()) || isMeid(cell.trim())

/** The name of a column that has none, by its place; the first is 0. */
export const placeName = (index: number): string => `Column ${index + 1}`
export const isPlaceName = (name: string): boolean => /^Column \d+$/.test(name)
