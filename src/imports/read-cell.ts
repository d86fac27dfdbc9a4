import { z } from 'zod'
import { Code, Identifier, Imei, Meid, Serial, Udid, WifiMac } from '../contract/device.ts'
import { Phone, UserName } from '../contract/user.ts'
import { isConstantText, unguardFormula } from '../protocol/csv/write-csv.ts'
import { hasRightCheckDigit, isPlaceholder, spreadsheetDamage } from './cell-signs.ts'
import type { CellKind } from './format.ts'

export type Finding = { code: string; message: string }
/** What a cell says, in the one form that is stored; null for a blank one. */
export type CellReading = { value: string | null; warning?: Finding } | { error: Finding }

export type CellRules = { strict: boolean; minimumCodeLength: number; tenantDomain: string }

type Reader = (text: string, rules: CellRules) => CellReading

/** Reads one cell by its kind. Pure; the message of an error says what is wrong and what to do. */
export function readCell(
  kind: CellKind,
  cell: string,
  rules: CellRules,
  values: Record<string, string> = {},
): CellReading {
  const written = unguardFormula(cell).trim()
  const spelled = written.toLowerCase()
  const text = Object.hasOwn(values, spelled) ? values[spelled]! : written
  if (text === '') return { value: null }
  // What a spreadsheet was kept away from is meant as it stands.
  const damage = isConstantText(cell) ? undefined : spreadsheetDamage(text, identifierKinds.has(kind))
  if (damage) return { error: damage }
  return readers[kind](text, rules)
}

/** What a hardware number is, by its form: 14 to 16 digits are an IMEI, 14 hexadecimal or 18 decimal digits an MEID. */
export function hardwareKind(value: string): 'imei' | 'meid' | 'serial' {
  if (Imei.safeParse(value).success) return 'imei'
  return Meid.safeParse(value).success ? 'meid' : 'serial'
}

/** Where a date or a number in exponent form is a spreadsheet's work, not a value. */
const identifierKinds: ReadonlySet<CellKind> = new Set([
  'identifier',
  'serial',
  'imei',
  'meid',
  'udid',
  'mac',
  'code',
])

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
  owner: readUserName,
  ownership: readOwnership,
  'hardware-id': readSerial,
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
function readNames(cell: string): CellReading {
  const names = [...new Set(cell.split('|').map((name) => name.trim()))].filter(Boolean)
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
  return { value }
}

function readImei(cell: string): CellReading {
  const read = by(Imei, 'imei.invalid', 'Give the IMEI as *#06# shows it')(cell, noRules)
  if (!('value' in read) || read.value === null || hasRightCheckDigit(read.value)) return read
  const message = `The check digit of ${quoted(read.value)} is wrong: is a digit mistyped?`
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
