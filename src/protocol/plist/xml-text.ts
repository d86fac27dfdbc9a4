/** Characters that XML 1.0 (section 2.2) does not allow, not even as a reference. */
export const forbidden = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Resolves the five named entities and numeric references; undefined when there is any other one. */
export function decodeEntities(text: string): string | undefined {
  if (!text.includes('&')) return text
  let bad = false
  const decoded = text.replace(/&([^&;]{0,8};)?/g, (_, reference: string | undefined) => {
    const character = reference && entity(reference.slice(0, -1))
    bad ||= !character
    return character ?? ''
  })
  return bad ? undefined : decoded
}

function entity(name: string): string | undefined {
  return named.get(name) ?? numericReference(name)
}

function numericReference(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) ?? []
  if (!hex && !decimal) return undefined
  const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
  if (code > 0x10ffff) return undefined
  const character = String.fromCodePoint(code)
  return forbidden.test(character) ? undefined : character
}

/** A carriage return survives only as a reference: readers turn a literal one into a line feed. */
export const encodeEntities = (text: string): string =>
  text.replace(/[&<>\r]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&#13;'))
