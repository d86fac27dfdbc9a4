import { z } from 'zod'

const text = z.string().optional()
const flag = z.boolean().optional()
const texts = z.array(z.string()).optional()

/**
 * The profile of POST /profile (apple-dep.md 4), which Apple never changes once it is defined.
 * Leave optional texts out instead of sending them empty. Certificates are DER in base64.
 */
export const Profile = z.object({
  profile_name: z.string(),
  url: z.string(),
  configuration_web_url: text,
  org_magic: text,
  is_mdm_removable: flag,
  is_supervised: flag,
  is_mandatory: flag,
  await_device_configured: flag,
  auto_advance_setup: flag,
  allow_pairing: flag,
  is_multi_user: flag,
  is_return_to_service: flag,
  do_not_use_profile_from_backup: flag,
  anchor_certs: texts,
  supervising_host_certs: texts,
  skip_setup_items: texts,
  department: text,
  support_phone_number: text,
  support_email_address: text,
  language: text,
  region: text,
})
export type Profile = z.infer<typeof Profile>

/** In the order in which we send them; a database may forget it. */
export const profileMembers: readonly string[] = Object.keys(Profile.shape)

/** What GET /profile answers: members of later years are kept, as somebody else may have defined it. */
export const StoredProfile = z.looseObject({
  ...Profile.partial().shape,
  profile_uuid: z.string().optional(),
})
export type StoredProfile = z.infer<typeof StoredProfile>

export type ProfileFault = { field: keyof Profile; code: string }

/** The faults that Apple would refuse the profile for, under Apple's codes; empty when there are none. */
export function profileFaults(profile: Partial<Profile>): ProfileFault[] {
  return rules.flatMap(([field, code, isFine]) => (isFine(profile) ? [] : [{ field, code }]))
}

type Rule = [field: keyof Profile, code: string, isFine: (profile: Partial<Profile>) => boolean]

/** In code points, as Apple counts "UTF-8 characters". */
const length = (value: string) => Array.from(value).length
const within = (value: string | undefined, most: number) =>
  value === undefined || (value !== '' && length(value) <= most)

const rules: Rule[] = [
  ['profile_name', 'CONFIG_NAME_REQUIRED', (p) => p.profile_name !== undefined],
  ['profile_name', 'CONFIG_NAME_INVALID', (p) => within(p.profile_name, 125)],
  ['url', 'CONFIG_URL_REQUIRED', (p) => p.url !== undefined],
  ['url', 'CONFIG_URL_INVALID', (p) => p.url === undefined || isAddress(p.url)],
  ['org_magic', 'MAGIC_INVALID', (p) => within(p.org_magic, 256)],
  ['is_mdm_removable', 'FLAGS_INVALID', (p) => p.is_mdm_removable !== false || p.is_supervised === true],
  ['department', 'DEPARTMENT_INVALID', (p) => within(p.department, 125)],
  ['support_phone_number', 'SUPPORT_PHONE_INVALID', (p) => within(p.support_phone_number, 50)],
  ['support_email_address', 'SUPPORT_EMAIL_INVALID', (p) => within(p.support_email_address, 250)],
  ['language', 'LOCALE_INVALID', (p) => p.language === undefined || /^[a-z]{2,3}$/.test(p.language)],
  ['region', 'LOCALE_INVALID', (p) => p.region === undefined || /^[A-Z]{2}$/.test(p.region)],
]

function isAddress(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && /^https?:$/.test(url.protocol) && encodeURI(value.toWellFormed()).length <= 2000
}
