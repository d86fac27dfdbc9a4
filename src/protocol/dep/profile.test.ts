import { expect, test } from 'vitest'
import { profileFaults, type Profile } from './profile.ts'

const good: Profile = { profile_name: 'Phones', url: 'https://mdm.example/apple/enroll', org_magic: 'muster' }
const codes = (profile: Partial<Profile>) =>
  profileFaults(profile).map(({ field, code }) => `${field} ${code}`)

test('finds nothing wrong with a good profile', () => {
  expect(codes(good)).toEqual([])
  const full = {
    ...good,
    is_supervised: true,
    is_mdm_removable: false,
    language: 'de',
    region: 'DE',
    department: '部'.repeat(125),
  }
  expect(codes(full)).toEqual([])
})

test.each<[Partial<Profile>, string]>([
  [{ profile_name: '' }, 'profile_name CONFIG_NAME_INVALID'],
  [{ profile_name: 'x'.repeat(126) }, 'profile_name CONFIG_NAME_INVALID'],
  [{ url: '' }, 'url CONFIG_URL_INVALID'],
  [{ url: 'mdm.example' }, 'url CONFIG_URL_INVALID'],
  [{ url: `https://mdm.example/${'ü'.repeat(400)}` }, 'url CONFIG_URL_INVALID'],
  [{ org_magic: '' }, 'org_magic MAGIC_INVALID'],
  [{ is_mdm_removable: false }, 'is_mdm_removable FLAGS_INVALID'],
  [{ department: '' }, 'department DEPARTMENT_INVALID'],
  [{ support_phone_number: '1'.repeat(51) }, 'support_phone_number SUPPORT_PHONE_INVALID'],
  [{ support_email_address: 'a'.repeat(251) }, 'support_email_address SUPPORT_EMAIL_INVALID'],
  [{ language: 'German' }, 'language LOCALE_INVALID'],
  [{ region: 'de' }, 'region LOCALE_INVALID'],
])('finds the fault of %j', (change, expected) => {
  expect(codes({ ...good, ...change })).toEqual([expected])
})

test('names what is missing', () => {
  expect(codes({})).toEqual(['profile_name CONFIG_NAME_REQUIRED', 'url CONFIG_URL_REQUIRED'])
})
