import type { PolicyContent, ShownPolicyContent } from '../../src/contract/policy-content.ts'

type Content = Extract<PolicyContent, { kind: 'passcode' }>
type Shown = Extract<ShownPolicyContent, { kind: 'passcode' }>

export const passcodeNumbers = [
  'minLength',
  'minComplexCharacters',
  'maxAgeDays',
  'history',
  'maxFailedAttempts',
  'autoLockMinutes',
  'graceMinutes',
] as const satisfies (keyof Content)[]
export type PasscodeNumber = (typeof passcodeNumbers)[number]

/** An empty number is not asked for. */
export type PasscodeValues = Record<PasscodeNumber, number | ''> & {
  required: boolean
  refuseSimple: boolean
  requireAlphanumeric: boolean
}

export const blankPasscode: PasscodeValues = {
  required: true,
  refuseSimple: false,
  requireAlphanumeric: false,
  minLength: '',
  minComplexCharacters: '',
  maxAgeDays: '',
  history: '',
  maxFailedAttempts: '',
  autoLockMinutes: '',
  graceMinutes: '',
}

export const passcodeValuesOf = (content: Shown): PasscodeValues => ({
  required: content.required ?? false,
  refuseSimple: content.allowSimple === false,
  requireAlphanumeric: content.requireAlphanumeric ?? false,
  ...(Object.fromEntries(passcodeNumbers.map((name) => [name, content[name] ?? ''])) as Record<
    PasscodeNumber,
    number | ''
  >),
})

export const passcodeContentOf = (values: PasscodeValues): Content => ({
  kind: 'passcode',
  ...(values.required && { required: true }),
  ...(values.refuseSimple && { allowSimple: false }),
  ...(values.requireAlphanumeric && { requireAlphanumeric: true }),
  ...Object.fromEntries(
    passcodeNumbers.flatMap((name) => (values[name] === '' ? [] : [[name, values[name]] as const])),
  ),
})
