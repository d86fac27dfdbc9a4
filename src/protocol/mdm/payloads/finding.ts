export const findingCodes = [
  'missing',
  'wrong-type',
  'wrong-value',
  'empty',
  'duplicate-uuid',
  'duplicate-identifier',
  'mdm-inside',
  'mdm-identity',
  'reserved-identifier',
  'encrypted',
  'unknown-type',
  'supervised-only',
  'some-platforms',
  'user-scope',
  'foreign-variable',
  'bad-certificate',
  'certificate-expired',
  'signer-expired',
] as const

/** Something about a profile that its sender should know. */
export type Finding = {
  /** With an error devices refuse the profile, or lose their management. */
  severity: 'error' | 'warning' | 'hint'
  code: (typeof findingCodes)[number]
  /** JSON Pointer (RFC 6901) into the profile. */
  path: string
  /** Continues “The value at the path …”. */
  message: string
}

const finding =
  (severity: Finding['severity']) =>
  (code: Finding['code'], path: string, message: string): Finding => ({ severity, code, path, message })

export const error = finding('error')
export const warning = finding('warning')
export const hint = finding('hint')

/** A member's place under another. */
export const at = (path: string, key: string | number): string =>
  `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
