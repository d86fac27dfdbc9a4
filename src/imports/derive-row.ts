import { UserName } from '../contract/user.ts'
import { fieldByName } from './fields.ts'
import type { Format } from './format.ts'

/** What a row says of a user and a device, by field. Null clears; a missing key changes nothing. */
export type Fields = Record<string, string | null>

export type Deriving = {
  /** False: identifiers and user names are those that the row gives, as in our own format. */
  names: boolean
  identify: Format['identify']
  /** The mail domain whose people have plain user names; blank when there is none. */
  domain: string
  /** H18: only the users of the file. */
  usersOnly: boolean
}

/** `identifier` and `userName` as the row gives them or as they are made; the made ones are named apart, since a record may be found by other values. */
export type DerivedRow = { fields: Fields; derivedIdentifier: string | null; derivedUser: string | null }

/**
 * Brings what other products say into our fields: a hardware number into IMEI, MEID or serial number, parts of a name into the name, an
 * e-mail address into a user name, and a name for a device that its list does not name. Pure.
 */
export function deriveRow(read: Fields, deriving: Deriving, kindOf: HardwareKind): DerivedRow {
  const fields = { ...read }
  joinName(fields)
  splitOwner(fields)
  spreadHardwareId(fields, kindOf)
  const derivedUser =
    fields['userName'] || !deriving.names ? null : userNameOf(fields['email'], deriving.domain)
  if (derivedUser) fields['userName'] = derivedUser
  if (deriving.usersOnly) return { fields: withoutDevice(fields), derivedIdentifier: null, derivedUser }
  const derivedIdentifier =
    fields['identifier'] || !deriving.names ? null : identifierOf(fields, deriving.identify)
  if (derivedIdentifier) fields['identifier'] = derivedIdentifier
  return { fields, derivedIdentifier, derivedUser }
}

export type HardwareKind = (value: string) => 'imei' | 'meid' | 'serial'

const nameParts = ['firstName', 'middleName', 'lastName']

function joinName(fields: Fields): void {
  const given = nameParts.filter((part) => part in fields)
  const name = given.flatMap((part) => fields[part] ?? []).join(' ')
  for (const part of given) delete fields[part]
  if (given.length > 0 && !('name' in fields)) fields['name'] = name || null
}

/** Products name the person by user name or by e-mail address. */
function splitOwner(fields: Fields): void {
  const { owner } = fields
  delete fields['owner']
  if (!owner) return
  const field = owner.includes('@') ? 'email' : 'userName'
  fields[field] ??= owner
}

function spreadHardwareId(fields: Fields, kindOf: HardwareKind): void {
  const { hardwareId } = fields
  delete fields['hardwareId']
  if (hardwareId) fields[kindOf(hardwareId)] ??= hardwareId
}

/** W18: people of the installation's own domain have plain user names; others are named by their address. */
function userNameOf(email: string | null | undefined, domain: string): string | null {
  if (!email) return null
  const at = email.lastIndexOf('@')
  const isOwn = domain !== '' && email.slice(at + 1).toLowerCase() === domain.toLowerCase()
  const name = isOwn ? email.slice(0, at) : email.toLowerCase()
  return UserName.safeParse(name).data ?? null
}

const withoutDevice = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => fieldByName(field)?.of === 'user'))

const maxIdentifierLength = 20

/** B27: letters, digits, "." "-" "_", at most 20. Of a longer number the end is kept, in which devices of one kind differ. */
function identifierOf(fields: Fields, identify: Format['identify']): string | null {
  const field = [...identify, ...hardware].find((field) => fields[field])
  return field ? fields[field]!.replace(/[^A-Za-z0-9._-]/g, '-').slice(-maxIdentifierLength) : null
}

const hardware = ['serial', 'imei', 'meid'] as const
