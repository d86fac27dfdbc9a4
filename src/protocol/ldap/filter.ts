/** RFC 4515, section 3: what a value must not say by itself. Everything else is UTF-8 as it is. */
export const escapeFilterValue = (text: string): string =>
  text.replace(/[\\*()\0]/g, (char) => `\\${char.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** The filter with every `{name}` replaced by the name, which stays a value whatever it holds. */
export function fillFilter(filter: string, name: string): string {
  const value = escapeFilterValue(name)
  return filter.replaceAll('{name}', () => value)
}
