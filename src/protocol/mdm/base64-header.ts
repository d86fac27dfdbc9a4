/** Base64 in a header: standard or URL alphabet, with or without padding. Undefined when it is none. */
export function readBase64Header(value: string): Buffer | undefined {
  const text = value.trim()
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}
