/**
 * One line of RFC 4180 with CRLF. Quotes where a reader needs them: delimiter, quotation mark, line end, blanks at the ends.
 * Give cells that people may open in a spreadsheet through `guardFormula` or `keepIdentifier` first.
 */
export const csvLine = (cells: readonly string[], delimiter = ','): string =>
  `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`

const csvCell = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** What spreadsheets take for a formula (OWASP, "CSV Injection"), also in full width and behind our own guard. */
const formula = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/** Puts an apostrophe before what a spreadsheet would calculate. `unguardFormula` takes it away again. */
export const guardFormula = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell)

const constantForm = /^="((?:[^"]|"")*)"$/

/** Whether the cell is `="..."`: a text that no spreadsheet has touched, whatever it looks like. */
export const isConstantText = (cell: string): boolean => constantForm.test(cell)

/** The formula `="..."`, whose value is the text. */
export const constantText = (text: string): string => `="${text.replaceAll('"', '""')}"`

/**
 * Writes what a spreadsheet would change (000123, 356938035643809, 12E3456, MAR12, 3/4) as the formula `="..."`, whose value is
 * that very text; everything else as `guardFormula` does. `unguardFormula` reads both back.
 */
export const keepIdentifier = (cell: string): string =>
  isChangedBySpreadsheets(cell) ? constantText(cell) : guardFormula(cell)

/** The text of a cell that `guardFormula` or `keepIdentifier` wrote, or a spreadsheet as `="..."`. */
export function unguardFormula(cell: string): string {
  const [, text] = constantForm.exec(cell) ?? []
  if (text !== undefined) return text.replaceAll('""', '"')
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}

/** A longer text in a formula is refused by spreadsheets. */
const longestConstant = 255
/** A cell with more digits is shown in exponent form, and from 16 on loses the last ones. */
const safeDigits = 11

const isChangedBySpreadsheets = (cell: string): boolean =>
  cell.length <= longestConstant &&
  (/^\d+$/.test(cell)
    ? cell.length > safeDigits || /^0\d/.test(cell)
    : changed.some((pattern) => pattern.test(cell)))

const months =
  'jan|feb|fev|fév|mar|mär|mae|apr|abr|avr|may|mai|mag|jun|jui|giu|jul|lug|aug|ago|aoû|aou|sep|set|oct|okt|ott|out|nov|dec|dez|déc|dic'
const changed = [
  // Dates, times, fractions, amounts, percentages, versions: digits and signs, with or without an exponent.
  /^(?=\D*\d)[\d .,:;/\\+\-()'%$€£¥]+(e[+-]?\d+)?$/i,
  /^\d*[.,]?\d+e[+-]?\d+$/i,
  /^\d{1,2}(:\d{2}){0,2} ?[ap]m?$/i,
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}T[\d:.]+Z?$/i,
  new RegExp(`^(\\d{1,4}[-./ ]*)(${months})[a-zäéû]*\\.?([-./, ]*\\d{1,4})?$`, 'i'),
  new RegExp(`^(${months})[a-zäéû]*\\.?([-./ ]*\\d{1,4})([-./, ]+\\d{1,4})?$`, 'i'),
  /^(true|false|wahr|falsch|vrai|faux)$/i,
  /^(#[^\s"]*|Err:\d+)$/i,
]
