import { expect, test } from 'vitest'
import { DepProfileFields } from '../contract/dep.ts'
import { faultOfCode, faultsOf, normalUuid, wireProfile } from './profile.ts'

const fields = (more: Record<string, unknown> = {}) =>
  DepProfileFields.parse({ profileName: 'Phones', url: 'https://mdm.example/apple/enroll', ...more })

test('says what is on unless it is said, and leaves out texts that are not there', () => {
  const wire = wireProfile(fields({ department: null, allowPairing: false, anchorCerts: [] }))
  expect(wire).toMatchObject({ allow_pairing: false, is_mdm_removable: false, org_magic: 'muster' })
  expect(Object.keys(wire)).not.toContain('department')
  expect(Object.keys(wire)).not.toContain('anchor_certs')
  expect(Object.keys(wire)).not.toContain('is_return_to_service')
  expect(wireProfile(fields({ isReturnToService: true }))).toMatchObject({ is_return_to_service: true })
})

test('names the field of a fault before and after Apple was asked', () => {
  const pointers = (more: Record<string, unknown>) => faultsOf(fields(more)).map(({ pointer }) => pointer)
  expect(pointers({})).toEqual([])
  expect(pointers({ isSupervised: false })).toEqual(['/isMdmRemovable'])
  expect(pointers({ configurationWebUrl: 'http://a.example/' })).toEqual(['/configurationWebUrl'])
  expect(pointers({ anchorCerts: ['AAAA'] })).toEqual(['/anchorCerts/0'])
  expect(faultOfCode('DEPARTMENT_INVALID')).toMatchObject({ pointer: '/department' })
  expect(faultOfCode('NOT_FOUND')).toBeUndefined()
})

test('a pasted UUID may have dashes and small letters', () => {
  expect(normalUuid(' 0f0e-abcd ')).toBe('0F0EABCD')
})
