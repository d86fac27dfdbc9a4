import { Refusal } from './refusal.ts'
import type { Rules } from './rules.ts'

type Profile = Readonly<Record<string, unknown>>

/** Refuses what Apple refuses in `POST /profile`, with its code. Unknown fields and unknown skip keys pass. */
export function checkProfile(
  profile: Profile,
  { checkProfiles, emptyMagic }: Pick<Rules, 'checkProfiles' | 'emptyMagic'>,
): void {
  if (!checkProfiles) return
  requireText(profile, 'profile_name', {
    limit: 125,
    missing: 'CONFIG_NAME_REQUIRED',
    bad: 'CONFIG_NAME_INVALID',
  })
  requireText(profile, 'url', { limit: 2000, missing: 'CONFIG_URL_REQUIRED', bad: 'CONFIG_URL_INVALID' })
  if (!isWebAddress(profile['url'])) refuse('CONFIG_URL_INVALID')
  for (const [field, limit, code] of optionalTexts) {
    if (isPresent(profile[field]) && !isText(profile[field], limit)) refuse(code)
  }
  const leastMagic = emptyMagic === 'accept' ? 0 : 1
  if (isPresent(profile['org_magic']) && !isText(profile['org_magic'], 256, leastMagic))
    refuse('MAGIC_INVALID')
  if (profile['is_mdm_removable'] === false && profile['is_supervised'] !== true) refuse('FLAGS_INVALID')
  for (const flag of flags) {
    if (isPresent(profile[flag]) && typeof profile[flag] !== 'boolean') refuse('MALFORMED_REQUEST_BODY')
  }
  checkLocale(profile)
}

/** What Apple fills in when a definition does not say it. */
export const profileDefaults: Profile = {
  allow_pairing: true,
  is_supervised: false,
  is_multi_user: false,
  is_mandatory: false,
  is_mdm_removable: true,
  await_device_configured: false,
  auto_advance_setup: false,
}

const flags = [...Object.keys(profileDefaults), 'is_return_to_service', 'do_not_use_profile_from_backup']

const optionalTexts: [field: string, limit: number, code: string][] = [
  ['department', 125, 'DEPARTMENT_INVALID'],
  ['support_phone_number', 50, 'SUPPORT_PHONE_INVALID'],
  ['support_email_address', 250, 'SUPPORT_EMAIL_INVALID'],
]

function requireText(profile: Profile, field: string, rule: { limit: number; missing: string; bad: string }) {
  if (!isPresent(profile[field])) refuse(rule.missing)
  if (!isText(profile[field], rule.limit)) refuse(rule.bad)
}

function checkLocale({ language, region }: Profile): void {
  if (isPresent(language) && !(typeof language === 'string' && /^[a-z]{2,3}$/.test(language)))
    refuse('LOCALE_INVALID')
  if (isPresent(region) && !(typeof region === 'string' && /^[A-Z]{2}$/.test(region)))
    refuse('LOCALE_INVALID')
}

const isText = (value: unknown, limit: number, least = 1) =>
  typeof value === 'string' && value.length <= limit && value.length >= least

// `http` passes: a rehearsal may run without certificates.
const isWebAddress = (value: unknown) =>
  typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

const isPresent = (value: unknown) => value !== undefined && value !== null

function refuse(code: string): never {
  throw new Refusal(400, code)
}
