import { expect, test } from 'vitest'
import { blankProfile, fieldsOf, newProfileOf, valuesOf } from './profile-fields.ts'

test('optional texts and lists are left out instead of being sent empty', () => {
  const profile = newProfileOf({ ...blankProfile, profileName: 'Pupils' })
  expect(profile).toMatchObject({ profileName: 'Pupils', isSupervised: true, isMdmRemovable: false })
  expect(profile).not.toHaveProperty('department')
  expect(profile).not.toHaveProperty('anchorCerts')
})

test('a profile fills the form and comes out as it was; the account is not one of its fields', () => {
  const fields = { profileName: 'Pupils', url: 'https://a.example/', isSupervised: false, department: null }
  const values = valuesOf(fields, 'an account')
  expect(values).toMatchObject({ accountId: 'an account', department: '', isSupervised: false })
  expect(fieldsOf(values)).toMatchObject({ profileName: 'Pupils', isSupervised: false })
  expect(fieldsOf(values)).not.toHaveProperty('accountId')
})
