import { expect, test } from 'vitest'

import { checkProfile as check } from './profile-rules.ts'
import { usualRules } from './rules.ts'

const checkProfile = (profile: Record<string, unknown>) => check(profile, usualRules)
const good = { profile_name: 'School', url: 'https://mdm.example.com/enroll' }

test('a name and an address are enough, and unknown fields do no harm', () => {
  checkProfile(good)
  checkProfile({ ...good, org_magic: '', skip_setup_items: ['Unheard'], something_new: 1, department: null })
  checkProfile({ ...good, is_supervised: true, is_mdm_removable: false, language: 'de', region: 'DE' })
})

test.each([
  ['CONFIG_NAME_REQUIRED', { profile_name: undefined }],
  ['CONFIG_NAME_INVALID', { profile_name: 'x'.repeat(126) }],
  ['CONFIG_URL_REQUIRED', { url: undefined }],
  ['CONFIG_URL_INVALID', { url: 'mdm.example.com' }],
  ['CONFIG_URL_INVALID', { url: `https://example.com/${'x'.repeat(2000)}` }],
  ['MAGIC_INVALID', { org_magic: 'x'.repeat(257) }],
  ['FLAGS_INVALID', { is_mdm_removable: false }],
  ['DEPARTMENT_INVALID', { department: '' }],
  ['SUPPORT_PHONE_INVALID', { support_phone_number: '1'.repeat(51) }],
  ['SUPPORT_EMAIL_INVALID', { support_email_address: '' }],
  ['LOCALE_INVALID', { language: 'deutsch' }],
  ['LOCALE_INVALID', { region: 'de' }],
  ['MALFORMED_REQUEST_BODY', { is_supervised: 'yes' }],
])('%s', (code, change) => {
  expect(() => checkProfile({ ...good, ...change })).toThrow(expect.objectContaining({ status: 400, code }))
})

test('rules may be stricter, or none at all', () => {
  const strict = () => check({ ...good, org_magic: '' }, { checkProfiles: true, emptyMagic: 'refuse' })
  expect(strict).toThrow(expect.objectContaining({ status: 400, code: 'MAGIC_INVALID' }))
  check({}, { checkProfiles: false, emptyMagic: 'refuse' })
})
