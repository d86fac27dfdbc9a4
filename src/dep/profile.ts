import type { DepProfileFields } from '../contract/dep.ts'
import { profileFaults, type Profile } from '../protocol/dep/profile.ts'
import { certificatesInText, derOf } from './certificate.ts'
import { allPanes } from './skip-setup-items.ts'

/** Apple asks for a word by which the server knows its own profiles; the same for all of ours. */
export const defaultMagic = 'muster'

/**
 * Apple's JSON of a profile: texts that are not there are left out, as an empty one is refused; what is on unless it is said is
 * always said (apple-dep.md 4).
 */
export function wireProfile(fields: DepProfileFields): Profile {
  return compact({
    profile_name: fields.profileName,
    url: fields.url,
    configuration_web_url: fields.configurationWebUrl,
    org_magic: fields.orgMagic ?? defaultMagic,
    is_mdm_removable: fields.isMdmRemovable,
    is_supervised: fields.isSupervised,
    is_mandatory: fields.isMandatory,
    await_device_configured: fields.awaitDeviceConfigured,
    auto_advance_setup: fields.autoAdvanceSetup,
    allow_pairing: fields.allowPairing,
    is_multi_user: fields.isMultiUser,
    is_return_to_service: fields.isReturnToService || undefined,
    do_not_use_profile_from_backup: fields.doNotUseProfileFromBackup || undefined,
    anchor_certs: nonEmpty(fields.anchorCerts),
    supervising_host_certs: nonEmpty(fields.supervisingHostCerts),
    skip_setup_items: panesOf(fields),
    department: fields.department,
    support_phone_number: fields.supportPhoneNumber,
    support_email_address: fields.supportEmailAddress,
    language: fields.language,
    region: fields.region,
  })
}

const panesOf = ({ skipSetupItems, skipAllPanes }: DepProfileFields): string[] => [
  ...new Set([...(skipAllPanes ? allPanes : []), ...skipSetupItems]),
]

/** Panes that have become known since a profile was defined that is to skip all. */
export function missingPanes(sent: Record<string, unknown>): string[] {
  const items = sent['skip_setup_items']
  const skipped = new Set(Array.isArray(items) ? items : [])
  return allPanes.filter((key) => !skipped.has(key))
}

type Loose = { [K in keyof Profile]: Profile[K] | null | undefined }

const compact = (profile: Loose): Profile =>
  Object.fromEntries(
    Object.entries(profile).filter(([, value]) => value !== null && value !== undefined),
  ) as Profile

const nonEmpty = (items: string[] | undefined) => (items?.length ? items : undefined)

export type Fault = { pointer: string; code: string; message: string }

/** What is wrong with a profile beyond the shape of each field, before Apple is asked. */
export function faultsOf(fields: DepProfileFields): Fault[] {
  return [...crossFieldFaults(fields), ...certificateFaults(fields), ...appleFaults(fields)]
}

/** The page that iOS shows is fetched over TLS only; simulated devices on this machine may do without. */
function crossFieldFaults({ configurationWebUrl }: DepProfileFields): Fault[] {
  if (!configurationWebUrl || mayShowPages(configurationWebUrl)) return []
  return [fault('configurationWebUrl', 'CONFIG_URL_INVALID', 'must begin with https')]
}

/** Whether devices open pages of this address during set-up. */
export function mayShowPages(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

const certificateFields = ['anchorCerts', 'supervisingHostCerts'] as const

function certificateFaults(fields: DepProfileFields): Fault[] {
  return certificateFields.flatMap((field) =>
    (fields[field] ?? []).flatMap((text, n) =>
      certificatesInText(text)
        ? []
        : [fault(`${field}/${n}`, 'invalid', 'must be an X.509 certificate: PEM, or DER in base64')],
    ),
  )
}

/** Certificates as Apple wants them; a PEM text may hold several. What is no certificate stays, and is a fault. */
export function withDer(fields: DepProfileFields): DepProfileFields {
  const der = (texts: string[]) => [
    ...new Set(texts.flatMap((text) => certificatesInText(text)?.map(derOf) ?? [text])),
  ]
  const lists = certificateFields.flatMap((field) => (fields[field] ? [[field, der(fields[field])]] : []))
  return { ...fields, ...Object.fromEntries(lists) }
}

const fieldNames: Partial<Record<keyof Profile, string>> = {
  profile_name: 'profileName',
  url: 'url',
  org_magic: 'orgMagic',
  is_mdm_removable: 'isMdmRemovable',
  department: 'department',
  support_phone_number: 'supportPhoneNumber',
  support_email_address: 'supportEmailAddress',
  language: 'language',
  region: 'region',
}

/** Apple's limits in words (apple-dep.md 4 and 6.2). */
const reasons: Record<string, string> = {
  CONFIG_NAME_REQUIRED: 'is needed',
  CONFIG_NAME_INVALID: 'must have 1 to 125 characters',
  CONFIG_URL_REQUIRED: 'is needed',
  CONFIG_URL_INVALID:
    'must be a web address of at most 2,000 characters, those counted that are written as %XX',
  DEPARTMENT_INVALID: 'must have 1 to 125 characters, or be left out',
  FLAGS_INVALID: 'a profile that cannot be removed needs supervision',
  LOCALE_INVALID: 'language is two or three small letters, region two capital letters',
  MAGIC_INVALID: 'must have 1 to 256 characters, or be left out',
  SUPPORT_EMAIL_INVALID: 'must have 1 to 250 characters, or be left out',
  SUPPORT_PHONE_INVALID: 'must have 1 to 50 characters, or be left out',
}

/** Apple's own codes for what it would refuse. */
const appleFaults = (fields: DepProfileFields): Fault[] =>
  profileFaults(wireProfile(fields)).map(({ field, code }) =>
    fault(fieldNames[field] ?? field, code, `${reasons[code] ?? 'would be refused by Apple'} (${code})`),
  )

const fieldsByCode: Record<string, string> = {
  CONFIG_NAME_REQUIRED: 'profileName',
  CONFIG_NAME_INVALID: 'profileName',
  CONFIG_URL_REQUIRED: 'url',
  CONFIG_URL_INVALID: 'url',
  DEPARTMENT_INVALID: 'department',
  FLAGS_INVALID: 'isMdmRemovable',
  LOCALE_INVALID: 'language',
  MAGIC_INVALID: 'orgMagic',
  SUPPORT_EMAIL_INVALID: 'supportEmailAddress',
  SUPPORT_PHONE_INVALID: 'supportPhoneNumber',
}

/** Where in the form Apple's refusal belongs. */
export function faultOfCode(code: string | undefined): Fault | undefined {
  const field = fieldsByCode[code ?? '']
  if (!field || !code) return undefined
  return fault(field, code, `Apple refuses this: ${reasons[code] ?? 'no reason given'} (${code})`)
}

const fault = (field: string, code: string, message: string): Fault => ({
  pointer: `/${field}`,
  code,
  message,
})

/** Apple writes 32 capital digits; people paste them with dashes or in small letters. */
export const normalUuid = (text: string): string => text.replaceAll('-', '').trim().toUpperCase()
