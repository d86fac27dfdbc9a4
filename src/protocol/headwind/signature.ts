import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Signatures of the Headwind protocol (android.md 3.1): upper-case hexadecimal SHA-1 of the secret with the value behind it. This is no
 * MAC, and the secret of the published app is public: it keeps strangers out only where the app was built with a secret of one's own.
 */
export const requestSignature = (secret: string, value: string): string => digest(secret + value)

/** Over the `data` member as it is sent, without the white space that Java's `\s` names; also without that inside of strings. */
export const responseSignature = (secret: string, dataJson: string): string =>
  digest(secret + dataJson.replaceAll(/[ \t\n\v\f\r]/g, ''))

/** Agents and the original server do not agree on what is signed, so that more than one value may be right. */
export function isSignedBy(secret: string, values: readonly string[], given: string | undefined): boolean {
  const signature = Buffer.from(given ?? '')
  return values.some((value) => {
    const right = Buffer.from(requestSignature(secret, value))
    return right.length === signature.length && timingSafeEqual(right, signature)
  })
}

const digest = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()
