/** A form of a page, as a browser would send it. */
export type WebForm = { action: string; fields: WebField[] }
export type WebField = { name: string; type: string; value: string; isRequired: boolean }

/** What a simulated person reads on a page, and the form on it if there is one. Knows only markup as plain as ours. */
export type WebPage = { title: string; fault: string | undefined; text: string; form: WebForm | undefined }

export function readPage(document: string): WebPage {
  const [, attributes = '', inner = ''] = /<form\b([^>]*)>(.*?)<\/form>/s.exec(document) ?? []
  const action = attributeOf(attributes, 'action')
  return {
    title: textIn(/<h1[^>]*>(.*?)<\/h1>/s.exec(document)?.[1] ?? ''),
    fault: faultIn(document),
    text: textIn(/<main\b[^>]*>(.*)<\/main>/s.exec(document)?.[1] ?? document),
    form: action === undefined ? undefined : { action, fields: fieldsIn(inner) },
  }
}

function faultIn(document: string): string | undefined {
  const words = /<p\b[^>]*role="alert"[^>]*>(.*?)<\/p>/s.exec(document)?.[1]
  return words === undefined ? undefined : textIn(words)
}

const fieldsIn = (form: string): WebField[] =>
  [...form.matchAll(/<input\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const name = attributeOf(attributes, 'name')
    if (name === undefined) return []
    const type = attributeOf(attributes, 'type') ?? 'text'
    const value = attributeOf(attributes, 'value') ?? ''
    return [{ name, type, value, isRequired: /\brequired\b/.test(attributes) }]
  })

function attributeOf(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]
  return value === undefined ? undefined : decoded(value)
}

const textIn = (markup: string) =>
  decoded(markup.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decoded = (text: string) =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (entity, number?: string, name = '') =>
    number === undefined ? (named[name] ?? entity) : String.fromCodePoint(Number(number)),
  )
