import { expect, test } from 'vitest'
import { appleJson, appleName } from './apple-json.ts'
import { certificatesIn } from './certificate-files.ts'
import { blankProfile, newProfileOf } from './profile-fields.ts'

test('spells the names as Apple does', () => {
  expect(appleName('isMdmRemovable')).toBe('is_mdm_removable')
  expect(appleName('configurationWebUrl')).toBe('configuration_web_url')
  expect(JSON.parse(appleJson({ profileName: 'Pupils', department: '', url: null }))).toEqual({
    profile_name: 'Pupils',
  })
})

test('optional texts and lists are left out instead of being sent empty', () => {
  const profile = newProfileOf({ ...blankProfile, profileName: 'Pupils' })
  expect(profile).toMatchObject({ profileName: 'Pupils', isSupervised: true, isMdmRemovable: false })
  expect(profile).not.toHaveProperty('department')
  expect(profile).not.toHaveProperty('anchorCerts')
})

test('reads every certificate of a PEM file, and a DER file as one', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nAAEC\r\nAwQ=\n-----END CERTIFICATE-----\n'
  expect(certificatesIn(new TextEncoder().encode(pem + pem))).toEqual(['AAECAwQ=', 'AAECAwQ='])
  expect(certificatesIn(new Uint8Array([0, 255, 1]))).toEqual(['AP8B'])
})
