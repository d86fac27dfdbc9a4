/** How a device introduces itself to the server (apple-mdm.md 1.3): the first three are honest, the others are not. */
export const introductions = [
  'ber',
  'sha1',
  'no-attributes',
  'tampered',
  'signed-twice',
  'other-authority',
] as const

/** What a device does once it is enrolled. */
export const acts = [
  'poll',
  'renew',
  'rotate-token',
  'restore',
  'user',
  'check-out',
  'wipe',
  'enroll',
] as const
