import type { DepProfile, DepProfileFields, NewDepProfile } from '../../src/contract/dep.ts'

export const flagFields = [
  'isSupervised',
  'isMandatory',
  'isMdmRemovable',
  'awaitDeviceConfigured',
  'autoAdvanceSetup',
  'allowPairing',
  'isMultiUser',
  'isReturnToService',
  'doNotUseProfileFromBackup',
] as const satisfies (keyof DepProfileFields)[]

export const textFields = [
  'url',
  'configurationWebUrl',
  'orgMagic',
  'department',
  'supportPhoneNumber',
  'supportEmailAddress',
  'language',
  'region',
] as const satisfies (keyof DepProfileFields)[]

export type ProfileValues = Record<(typeof textFields)[number] | 'profileName', string> &
  Record<(typeof flagFields)[number], boolean> & {
    accountId: string | null
    anchorCerts: string[]
    supervisingHostCerts: string[]
    skipSetupItems: string[]
    skipAllPanes: boolean
  }

export const blankProfile: ProfileValues = {
  accountId: null,
  profileName: '',
  url: '',
  configurationWebUrl: '',
  orgMagic: '',
  department: '',
  supportPhoneNumber: '',
  supportEmailAddress: '',
  language: '',
  region: '',
  isSupervised: true,
  isMandatory: true,
  isMdmRemovable: false,
  awaitDeviceConfigured: true,
  autoAdvanceSetup: false,
  allowPairing: true,
  isMultiUser: false,
  isReturnToService: false,
  doNotUseProfileFromBackup: false,
  anchorCerts: [],
  supervisingHostCerts: [],
  skipSetupItems: [],
  skipAllPanes: false,
}

type GivenFields = { [K in keyof DepProfile['fields']]?: DepProfile['fields'][K] | undefined }

/** The form of a profile that exists, or that was read from JSON. */
export function valuesOf(fields: GivenFields, accountId: string | null): ProfileValues {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return { ...blankProfile, ...Object.fromEntries(given), accountId }
}

/** Apple wants optional texts left out, not empty. */
export const newProfileOf = (values: ProfileValues): NewDepProfile =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  ) as NewDepProfile

/** The next version stays with the account of the profile. */
export function fieldsOf(values: ProfileValues): Omit<NewDepProfile, 'accountId'> {
  const { accountId: _, ...fields } = newProfileOf(values)
  return fields
}
