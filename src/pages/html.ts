/** Markup that is safe as it is. Only `html` makes it, so a text that comes from a person or a device is always escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

/**
 * Markup with values in it: texts are escaped, markup goes in as it is, lists one after the other, and null, undefined and
 * false are nothing. An attribute without quotes is refused, since no escaping would hold in it. Never put a value into a
 * script, a style or the name of a tag.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = strings.map((string, index) => {
    if (index >= values.length) return string
    if (/=\s*$/.test(string)) throw new Error('A value in an attribute needs quotes')
    return string + textOf(values[index])
  })
  return new Html(parts.join(''))
}

function textOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? escapeText(value) : value.map(textOf).join('')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/**
 * Good in text and in quoted attributes. Characters that cannot be seen go: control characters, and those that turn the
 * direction of writing and could make a name read as another.
 */
export const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/gu, '')
    .replace(/[&<>"']/g, (character) => entities[character]!)
