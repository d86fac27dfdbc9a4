/**
 * One line of RFC 4180 with CRLF. Quotes where a reader needs them: delimiter, quotation mark, line end, blanks at the ends.
 * Give cells that people may open in a spreadsheet through `guardFormula` first.
 */
export const csvLine = (cells: readonly string[], delimiter = ','): string =>
  `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`

const csvCell = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** What spreadsheets take for a formula (OWASP, "CSV Injection"), also in full width and behind our own guard. */
const formula = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/** Puts an apostrophe before what a spreadsheet would calculate. `unguardFormula` takes it away again. */
export const guardFormula = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell)

export const unguardFormula = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
