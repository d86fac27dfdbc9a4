import { imeiCheckDigit } from '../protocol/imei.ts'
import type { CellKind } from './format.ts'
import type { Finding } from './read-cell.ts'

/** Signs in a cell that tell of its past: what a spreadsheet destroyed, what somebody made up. */

/** What stands in a cell that could not be calculated, in the languages of Excel; `Err:502` and `###` are LibreOffice's. */
const errorValues = new Set(
  `#N/A #N/D #NV #N/B #I/T #Н/Д #YOK #N/D! #HIÁNYZIK #NENÍ_K_DISPOZICI #SAKNAS! #PUUTTUU! #GETTING_DATA
   #REF! #¡REF! #BEZUG! #RIF! #VERW! #ADR! #REFERENS! #REFERENCE! #VIITTAUS! #BAŞV! #ODKAZ! #HIV! #ССЫЛКА!
   #VALUE! #WERT! #VALEUR! #¡VALOR! #VALOR! #VALORE! #WAARDE! #ARG! #VÄRDEFEL! #VÆRDI! #VERDI! #ARVO! #DEĞER! #HODNOTA! #ÉRTÉK! #ЗНАЧ!
   #NAME? #NOM? #¿NOMBRE? #NOME? #NAAM? #NAZWA? #NAMN? #NAVN? #NIMI? #AD? #NÁZEV? #NÉV? #ИМЯ?
   #DIV/0! #¡DIV/0! #DEEL/0! #DZIEL/0! #DIVISION/0! #JAKO/0! #SAYI/0! #DĚLENÍ_NULOU! #ZÉRÓOSZTÓ! #ДЕЛ/0!
   #NUM! #¡NUM! #NÚM! #ZAHL! #NOMBRE! #GETAL! #LICZBA! #OGILTIGT! #LUKU! #SAYI! #ČÍSLO! #SZÁM! #ЧИСЛО!
   #NULL! #NUL! #¡NULO! #NULO! #NULLO! #LEEG! #ZERO! #SKÄRNING! #TYHJÄ! #BOŞ! #NULLA! #ПУСТО!
   #SPILL! #ÜBERLAUF! #PROPAGATION! #¡DESBORDAMIENTO! #ESPANSIONE! #OVERLOOP! #CALC! #KALK! #FIELD! #FELD! #BLOCKED! #CONNECT! #BUSY!`.split(
    /\s+/,
  ),
)
const isErrorValue = (text: string): boolean =>
  (text.startsWith('#') && (errorValues.has(text.toUpperCase()) || /^#{3,}$/.test(text))) ||
  /^Err:5\d\d$/.test(text)

/** 3.56938E+14, 3,57E+14, 1.2E12. Not 123E4: a spreadsheet writes the sign or a fraction, and a serial number may look so. */
const exponent = /^[+-]?\d+(?:[.,]\d+E[+-]?|E\+)\d+$/i
/** 356938035643809.0: a program took the number for a fraction. */
const fraction = /^\d{6,}[.,]0+$/

/** As spreadsheets write them in English, German, French and Spanish; the words that are more than a month are left out. */
const months =
  'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mrz|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|sept|déc|ene|abr|ago|dic'
const dates = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2})?)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}( \d{1,2}:\d{2}(:\d{2})?)?$/,
  /^\d{1,2}\/\d{1,2}\/\d{2}$/,
  new RegExp(`^\\d{1,2}(?:[- ]|\\. ?)(?:${months}|mars)\\.?(?:[- ]\\d{2,4})?$`, 'i'),
  new RegExp(`^(?:${months})\\.?[- ]\\d{2,4}$`, 'i'),
  /^(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?$/,
]

type Damage = 'number' | 'date' | 'zeros'

/** What a spreadsheet can do to a cell of each kind. In free text, dates and numbers are only text. */
const damages: Partial<Record<CellKind, Damage[]>> = {
  identifier: ['number', 'date'],
  serial: ['number', 'date'],
  imei: ['number', 'date', 'zeros'],
  meid: ['number', 'date', 'zeros'],
  'hardware-id': ['number', 'date'],
  udid: ['number', 'date', 'zeros'],
  mac: ['number', 'date', 'zeros'],
  code: ['number', 'date'],
  phone: ['number'],
}
/** Kinds in which a date or a number in exponent form is a spreadsheet's work. */
export const isIdentifierKind = (kind: CellKind): boolean => kind in damages

/** What a spreadsheet destroyed and how to mend it. Blanks around `text` are gone; the message repeats it, except a code. */
export function spreadsheetDamage(text: string, kind: CellKind): Finding | undefined {
  const shown = kind === 'code' ? 'The code' : text
  if (isErrorValue(text))
    return {
      code: 'cell.spreadsheet-error',
      message: `${shown} is an error of the spreadsheet, not a value. Correct the formula, or leave the cell blank`,
    }
  const possible = damages[kind] ?? []
  if (possible.includes('number') && (exponent.test(text) || fraction.test(text) || isRounded(text, kind)))
    return {
      code: 'cell.spreadsheet-number',
      message: `${shown} is what a spreadsheet made of a long number; its last digits are lost. Format the column as text and enter the number again`,
    }
  if (possible.includes('date') && dates.some((date) => date.test(text)))
    return {
      code: 'cell.spreadsheet-date',
      message: `${shown} is a date, not an identifier; a spreadsheet may have made it. Format the column as text and enter the value again`,
    }
  const whole = possible.includes('zeros') ? lostZeros(text, kind) : undefined
  return whole === undefined ? undefined : zerosLost(text, whole)
}

/**
 * Spreadsheets keep 15 digits of a number and write zeros for the rest: 89652900000000000000. Of 16 digits one in ten ends so by
 * chance, of 17 one in a hundred; from 17 on it counts as destroyed.
 */
const isRounded = (text: string, kind: CellKind): boolean =>
  kind !== 'code' && /^[1-9]\d{14}0{2,}$/.test(text)

const zerosLost = (text: string, whole: string): Finding => ({
  code: 'cell.zeros-lost',
  message: `${text} has ${text.replace(/[^0-9A-Za-z]/g, '').length} digits, ${whole}: a spreadsheet takes zeros at the beginning away. Format the column as text and enter the value again`,
})

/** Where the number is provably without its first zeros: what a whole one has, in words. */
function lostZeros(text: string, kind: CellKind): string | undefined {
  if (kind === 'meid' && /^\d{17}$/.test(text)) return 'an MEID has 18'
  if (kind === 'imei') {
    if (/^\d{10,13}$/.test(text)) return 'an IMEI has 14 to 16'
    if (isImeiWithoutZero(text)) return `and 0${text} is an IMEI with the right check digit`
  }
  if (kind === 'mac' && /^\d{6,11}$/.test(text)) return 'a Wi-Fi address has 12'
  if (kind === 'udid') {
    if (/^[0-9a-f]{39}$/i.test(text)) return 'a UDID of this kind has 40'
    if (/^[0-9a-f]{4,7}-[0-9a-f]{16}$/i.test(text)) return 'a UDID of this kind has 24'
  }
  return undefined
}

/**
 * The first two digits of an IMEI name the body that gave it out (GSMA TS.06): 01 is North America; 10 to 19 are not given to
 * phones. So 14 digits that begin with 1 and have the right check digit with a 0 before them are 15 without their zero.
 */
export const isImeiWithoutZero = (text: string): boolean =>
  /^1\d{13}$/.test(text) && hasRightCheckDigit(`0${text}`)

/** AAABBBCCCDDD, 000000000000: three or more runs of one character, or a single one. */
export const isPlaceholder = (serial: string): boolean => /^(.)\1+((.)\3{2,})*$/.test(serial)

/** Sixteen digits of which a spreadsheet may have written the last, see `isRounded`. */
export const isPerhapsRounded = (serial: string): boolean => /^[1-9]\d{14}0$/.test(serial)

/** The 15th digit of an IMEI is Luhn's over the first 14 (3GPP TS 23.003, annex B); without one, or with a software version, nothing can be checked. */
export const hasRightCheckDigit = (imei: string): boolean =>
  imei.length !== 15 || imei[14] === imeiCheckDigit(imei)
