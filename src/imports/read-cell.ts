import { z } from 'zod'
import { Code, Identifier, Imei, Meid, Serial, Udid, WifiMac } from '../contract/device.ts'
import { Phone, UserName } from '../contract/user.ts'
import { isConstantText, unguardFormula } from '../protocol/csv/write-csv.ts'
import {
  hasRightCheckDigit,
  isIdentifierKind,
  isImeiWithoutZero,
  isPerhapsRounded,
  isPlaceholder,
  spreadsheetDamage,
} from './cell-signs.ts'
import { imeiCheckDigit } from '../protocol/imei.ts'
import type { CellKind } from './format.ts'

export type Finding = { code: string; message: string }
/** What a cell says, in the one form that is stored; null for a blank one. */
export type CellReading = { value: string | null; warning?: Finding } | { error: Finding }

export type CellRules = {
  strict: boolean
  minimumCodeLength: number
  tenantDomain: string
  /** What separates several names in a cell, beside "|". */
  separator?: string
}

type Reader = (text: string, rules: CellRules) => CellReading

/**
 * Reads one cell by its kind. Pure; the message of an error says what is wrong and what to do. `values` are a product's own
 * spellings, in lower case.
 */
export function readCell(
  kind: CellKind,
  cell: string,
  rules: CellRules,
  values: Record<string, string> = {},
): CellReading {
  const written = unguardFormula(cell).trim()
  const spelled = written.toLowerCase()
  const meant = Object.hasOwn(values, spelled) ? values[spelled]! : written
  const text = isIdentifierKind(kind) ? meant.replace(invisible, '').trim() : meant
  if (text === '') return { value: null }
  // What a spreadsheet was kept away from is meant as it stands.
  const damage = isConstantText(cell) ? undefined : spreadsheetDamage(text.normalize('NFKC'), kind)
  if (damage) return { error: damage }
  return withDoubts(readers[kind](text, rules))
}

/** Zero-width characters and marks of direction come along with what is copied from a web page, and nobody sees them. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g

/** A text that was read or written in the wrong encoding before, or holds what nobody sees, is taken as it is, and the plan says so. */
function withDoubts(reading: CellReading): CellReading {
  if (!('value' in reading) || reading.value === null || reading.warning) return reading
  const { value } = reading
  const doubt = textDoubts.find(({ sign }) => sign.test(value))
  return doubt
    ? { value, warning: { code: doubt.code, message: `${quoted(value)} ${doubt.message}` } }
    : reading
}

const textDoubts = [
  {
    code: 'text.lost-letters',
    sign: /\uFFFD/,
    message: 'has lost a letter to another encoding, before the file was saved. Enter the text again',
  },
  {
    code: 'text.garbled',
    sign: /[\u00C2\u00C3][\u0080-\u00BF]|\u00E2\u20AC[\u2122\u0153\u201C\u201D\u009D]/, // Ã¼, â€™: UTF-8 read as Windows-1252
    message: 'was saved in another encoding than it was read in. Export the list again as UTF-8',
  },
  {
    code: 'text.control-characters',
    sign: /(?![\t\n])\p{Cc}/u,
    message: 'holds control characters, which nobody sees. Enter the text again',
  },
]

/**
 * What a hardware number is, by its form: 14 to 16 digits are an IMEI, unless they begin with 1, which is given to no phone
 * (see `isImeiWithoutZero`); 14 hexadecimal digits from A0 on are an MEID (3GPP2 S.R0048-A). Anything else is a serial number.
 */
export function hardwareKind(value: string): 'imei' | 'meid' | 'serial' {
  if (/^[02-9]\d{13,15}$/.test(value)) return 'imei'
  return /^[A-F][0-9A-F]{13}$/.test(value) ? 'meid' : 'serial'
}

const refuse = (code: string, message: string): CellReading => ({ error: { code, message } })
/** Values in messages are cut: a cell may hold 10,000 characters. */
const quoted = (text: string) => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`

const by =
  (schema: z.ZodType<string>, code: string, remedy: string): Reader =>
  (text) => {
    const read = schema.safeParse(text.normalize('NFKC'))
    if (read.success) return { value: read.data }
    return refuse(code, `${quoted(text)} ${read.error.issues[0]!.message}. ${remedy}`)
  }

const text =
  (max: number): Reader =>
  (text) =>
    text.length <= max
      ? { value: text }
      : refuse('text.too-long', `The text has ${text.length} characters. Shorten it to ${max}`)

const Email = z.email('is not an e-mail address').max(254, 'is longer than 254 characters')

const Ownership = z.enum(['personal', 'corporate', 'selectuser'])

const readers: Record<CellKind, Reader> = {
  text: text(200),
  'short-text': text(100),
  attribute: text(1000),
  phone: by(Phone, 'phone.invalid', 'Give the number like +49 170 1234567'),
  owner: readOwner,
  ownership: readOwnership,
  'hardware-id': readHardwareId,
  'long-text': text(1000),
  name: text(120),
  names: readNames,
  email: by(Email, 'email.invalid', 'Give one address like name@example.com'),
  'user-name': readUserName,
  identifier: by(
    Identifier,
    'identifier.invalid',
    'Use up to 20 letters, digits, dots, dashes and underscores',
  ),
  serial: readSerial,
  imei: readImei,
  meid: by(Meid, 'meid.invalid', 'Give the MEID as printed on the device'),
  udid: by(Udid, 'udid.invalid', 'Give the UDID as the device shows it'),
  mac: by(WifiMac, 'wifi-mac.invalid', 'Give the Wi-Fi address like a4:83:e7:00:00:01'),
  code: readCode,
  days: readDays,
  platform: readPlatform,
  'dep-method': readDepMethod,
}

/** Several names in one form, so that "a|b" and "b | a" are the same. */
function readNames(cell: string, { separator = '|' }: CellRules): CellReading {
  const parts = separator === '|' ? cell : cell.replaceAll(separator, '|')
  const names = [...new Set(parts.split('|').map((name) => name.trim()))].filter(Boolean)
  const long = names.find((name) => name.length > 120)
  if (long) return refuse('name.too-long', `${quoted(long)} is longer than 120 characters`)
  const sorted = names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return { value: sorted.join('|') || null }
}

/** W18: a plain user name, not one with the tenant's domain behind it. */
function readUserName(cell: string, { tenantDomain }: CellRules): CellReading {
  const [plain, domain] = cell.split('@')
  if (tenantDomain && domain?.toLowerCase() === tenantDomain.toLowerCase())
    return refuse(
      'user-name.with-domain',
      `${quoted(cell)} carries the domain of this installation. Write ${quoted(plain!)}`,
    )
  // Not in another Unicode form: the name is the key, and the record has it as somebody wrote it.
  const { success, data, error } = UserName.safeParse(cell)
  if (success) return { value: data }
  return refuse('user-name.invalid', `${quoted(cell)} ${error.issues[0]!.message}. Use up to 100 characters`)
}

/** By user name or by e-mail address; which one an address of the own domain is, is told when the user is looked for. */
function readOwner(cell: string): CellReading {
  if (!cell.includes('@')) return readUserName(cell, noRules)
  return by(Email, 'owner.invalid', 'Give a user name or one address like name@example.com')(cell, noRules)
}

const noRules: CellRules = { strict: false, minimumCodeLength: 0, tenantDomain: '' }

/** S20: what cannot be a serial number is a warning, never an error; vendors differ. */
function readSerial(cell: string): CellReading {
  const joined = cell.normalize('NFKC').replace(/\s/g, '')
  const read = by(
    Serial,
    'serial.invalid',
    'Give the serial number as printed on the device',
  )(joined, noRules)
  if (!('value' in read) || read.value === null) return read
  const { value } = read
  if (joined.length !== cell.normalize('NFKC').length)
    return {
      value,
      warning: { code: 'serial.blanks', message: `The blanks in ${quoted(cell)} are left out` },
    }
  if (!/^[A-Z0-9-]{8,20}$/.test(value))
    return {
      value,
      warning: {
        code: 'serial.implausible',
        message: `${quoted(value)} does not look like a serial number: those have 8 to 20 letters and digits`,
      },
    }
  if (isPlaceholder(value))
    return {
      value,
      warning: { code: 'serial.placeholder', message: `${quoted(value)} looks like a placeholder` },
    }
  if (isPerhapsRounded(value))
    return {
      value,
      warning: {
        code: 'serial.rounded',
        message: `${quoted(value)} may have lost its last digit: spreadsheets keep 15 and write a zero`,
      },
    }
  return { value }
}

/** In its stored form; `hardwareKind` tells what it is. Numbers of phones with GSM and CDMA begin with 99 and are both. */
function readHardwareId(cell: string): CellReading {
  const text = cell.normalize('NFKC')
  const meid = Meid.safeParse(text).data
  if (meid && (hardwareKind(meid) === 'meid' || /^99\d{12}$/.test(meid))) return { value: meid }
  const imei = Imei.safeParse(text).data
  if (imei && hardwareKind(imei) === 'imei') return readImei(text)
  const reading = readSerial(cell)
  if (!('value' in reading) || !imei || !isImeiWithoutZero(imei)) return reading
  const message = `${quoted(imei)} is read as a serial number. Or is it the IMEI 0${imei}, whose zero a spreadsheet has taken away?`
  return { value: reading.value, warning: { code: 'imei.zero-doubt', message } }
}

function readImei(cell: string): CellReading {
  const read = by(Imei, 'imei.invalid', 'Give the IMEI as *#06# shows it')(cell, noRules)
  if (!('value' in read) || read.value === null) return read
  if (isPlaceholder(read.value))
    return {
      value: read.value,
      warning: { code: 'imei.placeholder', message: `${quoted(read.value)} looks like a placeholder` },
    }
  if (hasRightCheckDigit(read.value)) return read
  const right = imeiCheckDigit(read.value)
  const message = `The check digit of ${quoted(read.value)} is wrong: it should be ${right}. Is a digit mistyped?`
  return { value: read.value, warning: { code: 'imei.check-digit', message } }
}

/** The code is a secret: no message repeats it. */
function readCode(cell: string, { minimumCodeLength }: CellRules): CellReading {
  if (!Code.safeParse(cell).success)
    return refuse(
      'code.invalid',
      'The code must be 1 to 64 visible characters without blanks. Give another code, or leave the cell blank',
    )
  if (cell.length < minimumCodeLength)
    return refuse(
      'code.too-short',
      `The enrollment settings want codes of at least ${minimumCodeLength} characters. Give a longer code, or leave the cell blank for a generated one`,
    )
  if (cell.length >= 6 && !/^(.)\1*$/.test(cell)) return { value: cell }
  const message = `The code is weak: ${cell.length} characters can be guessed. A blank cell gives a generated code`
  return { value: cell, warning: { code: 'code.weak', message } }
}

/** B40: a number of days, not a date. */
function readDays(cell: string): CellReading {
  const days = /^\d{1,3}$/.test(cell) ? Number(cell) : 0
  if (days >= 1 && days <= 365) return { value: String(days) }
  return refuse(
    'expiration-days.invalid',
    `${quoted(cell)} is not a number of days from 1 to 365. A date is not accepted: write 30 for thirty days from now`,
  )
}

const platforms = ['ios', 'android', 'windows', 'ipados', 'macos', 'tvos']

/** S6: any letter case, except in strict mode. */
function readPlatform(cell: string, { strict }: CellRules): CellReading {
  const value = strict ? cell : cell.normalize('NFKC').toLowerCase()
  if (platforms.includes(value)) return { value }
  return refuse('os.invalid', `${quoted(cell)} is not a system. Write ios, android or windows`)
}

/** H15, in any letter case. */
function readOwnership(cell: string): CellReading {
  const { success, data } = Ownership.safeParse(cell.toLowerCase())
  if (success) return { value: data }
  return refuse(
    'ownership.invalid',
    `${quoted(cell)} is not an ownership. Write personal, corporate or selectuser`,
  )
}

/** S7: "Key Code", as the console says, is read too, except in strict mode. */
function readDepMethod(cell: string, { strict }: CellRules): CellReading {
  const plain = strict
    ? cell
    : cell
        .normalize('NFKC')
        .replace(/[\s_-]/g, '')
        .toLowerCase()
  if (plain === (strict ? 'Serial' : 'serial')) return { value: 'Serial' }
  if (plain === (strict ? 'Keycode' : 'keycode')) return { value: 'Keycode' }
  return refuse('dep-method.invalid', `${quoted(cell)} is not a method. Write Serial or Keycode`)
}
