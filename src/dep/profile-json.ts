import { DepProfileFields } from '../contract/dep.ts'
import type { DepProfileOfJson } from '../contract/dep-profile.ts'
import { certificatesInText, derOf } from './certificate.ts'

type FieldName = keyof DepProfileFields
type Note = DepProfileOfJson['warnings'][number]

/** Our names are Apple's in another spelling. `skipAllPanes` is ours alone. */
const wireName = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const fieldsByName = new Map(
  (Object.keys(DepProfileFields.shape) as FieldName[])
    .filter((field) => field !== 'skipAllPanes')
    .map((field) => [wireName(field), field]),
)

/** One client leaves the prefix out, by mistake; every other and Apple's own pages have it (apple-dep.md 0). */
const misspelt = new Map(
  ['supervised', 'mandatory', 'mdm_removable', 'multi_user', 'return_to_service'].map((name) => [
    name,
    `is_${name}`,
  ]),
)

/** Of an answer of Apple's, or of a request that assigns at once. */
const notTaken = new Map([
  ['profile_uuid', 'is given by Apple to each profile anew'],
  ['devices', 'is not taken: assign the profile when it is defined'],
])

/** What Apple understands when a member is left out, which is not what our form begins with (apple-dep.md 4). */
const appleDefaults: Partial<DepProfileFields> = {
  isSupervised: false,
  isMandatory: false,
  isMdmRemovable: true,
  awaitDeviceConfigured: false,
  autoAdvanceSetup: false,
  allowPairing: true,
  isMultiUser: false,
  isReturnToService: false,
  doNotUseProfileFromBackup: false,
  skipSetupItems: [],
  skipAllPanes: false,
}

/** Reads a profile with Apple's names. Never refuses as a whole: what cannot be taken is named. */
export function readProfileJson(json: Record<string, unknown>): DepProfileOfJson {
  const read: DepProfileOfJson = { fields: { ...appleDefaults }, unknown: [], warnings: [], errors: [] }
  for (const [name, value] of Object.entries(json)) readMember(read, name, value)
  return read
}

function readMember(read: DepProfileOfJson, name: string, value: unknown): void {
  const proper = misspelt.get(name) ?? name
  const field = fieldsByName.get(proper)
  const reason = notTaken.get(name)
  if (reason) read.warnings.push(note(name, 'not-taken', `${name} ${reason}`))
  else if (!field) read.unknown.push(name)
  else {
    if (proper !== name)
      read.warnings.push(note(name, 'misspelt', `Apple's name is ${proper}; it is read as that`))
    readField(read, { name, field, value })
  }
}

type Member = { name: string; field: FieldName; value: unknown }

/** Other clients send null or "" for what is not there. */
function readField(read: DepProfileOfJson, { name, field, value }: Member): void {
  if (value === null || value === '') return
  const { success, data, error } = DepProfileFields.shape[field].safeParse(value)
  if (!success) {
    const { path, message } = error.issues[0]!
    read.errors.push(note([name, ...path].join('/'), 'invalid', message))
    return
  }
  const isCertificates = field === 'anchorCerts' || field === 'supervisingHostCerts'
  const taken = isCertificates ? readCertificates(read, name, data as string[]) : data
  Object.assign(read.fields, { [field]: taken })
}

function readCertificates(read: DepProfileOfJson, name: string, texts: string[]): string[] {
  return texts.flatMap((text, n) => {
    const certificates = certificatesInText(text)
    if (!certificates) read.errors.push(note(`${name}/${n}`, 'invalid', 'is not an X.509 certificate'))
    return certificates?.map(derOf) ?? []
  })
}

const note = (pointer: string, code: string, message: string): Note => ({
  pointer: `/json/${pointer}`,
  code,
  message,
})
