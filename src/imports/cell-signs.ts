import type { Finding } from './read-cell.ts'

/** Signs in a cell that tell of its past: what a spreadsheet destroyed, what somebody made up. */

const errorValue = /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!)$/i
const exponent = /^[+-]?\d+([.,]\d+)?E\+\d+$/i
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const dates = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2})?)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/,
  /^\d{1,2}\/\d{1,2}\/\d{2}$/,
  new RegExp(`^\\d{1,2}[- ](${months})([- ]\\d{2,4})?$`, 'i'),
  new RegExp(`^(${months})[- ]\\d{2,4}$`, 'i'),
]

/** Dates and exponents are only signs where an identifier belongs; in free text they are text. */
export function spreadsheetDamage(text: string, isIdentifier: boolean): Finding | undefined {
  if (errorValue.test(text))
    return {
      code: 'cell.spreadsheet-error',
      message: `${text} is an error of the spreadsheet, not a value. Correct the formula, or leave the cell blank`,
    }
  if (!isIdentifier) return undefined
  if (exponent.test(text))
    return {
      code: 'cell.spreadsheet-number',
      message: `${text} is what a spreadsheet made of a long number; its last digits are lost. Format the column as text and enter the number again`,
    }
  if (dates.some((date) => date.test(text)))
    return {
      code: 'cell.spreadsheet-date',
      message: `${text} is a date, not an identifier; a spreadsheet may have made it. Format the column as text and enter the value again`,
    }
  return undefined
}

/** AAABBBCCCDDD, 000000000000: three or more runs of one character, or a single one. */
export const isPlaceholder = (serial: string): boolean => /^(.)\1+((.)\3{2,})*$/.test(serial)

/** The 15th digit of an IMEI is Luhn's over the first 14 (3GPP TS 23.003, annex B); without one, or with a software version, nothing can be checked. */
export function hasRightCheckDigit(imei: string): boolean {
  if (imei.length !== 15) return true
  const sum = Array.from(imei, Number).reduce((sum, digit, index) => {
    const value = digit * (index % 2 === 1 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
