export const languages = ['en', 'ja', 'de', 'fr', 'es'] as const
export type Language = (typeof languages)[number]

/**
 * The first wish that can be met, in the order of the arguments: a device's LANGUAGE (`ja-JP`, `de_DE`), then an
 * Accept-Language header with its weights (RFC 9110 12.5.4). English when none can.
 */
export function chooseLanguage(...wishes: readonly (string | undefined)[]): Language {
  for (const wish of wishes) {
    const found = ranked((wish ?? '').slice(0, 500)).find(isKnown)
    if (found) return found
  }
  return 'en'
}

/** The tags of a header by falling weight, each without its region. */
function ranked(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';')
      const weight = parameters.map((p) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(p)?.[1]).find(Boolean)
      return { tag: tag.trim().toLowerCase().split(/[-_]/)[0] ?? '', weight: Number(weight ?? 1) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

const isKnown = (tag: string): tag is Language => (languages as readonly string[]).includes(tag)
