import type { ImportFormat } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'

/** The formats that Muster made its own, in the order in which most people need them. */
const ownFormats = ['bizmobile', 'android-bulk', 'pre-enrollment']

export function splitFormats(formats: ImportFormat[]): { own: ImportFormat[]; others: ImportFormat[] } {
  const own = ownFormats.flatMap((id) => formats.filter((format) => format.id === id))
  const others = formats
    .filter(({ id }) => !ownFormats.includes(id))
    .sort((a, b) => titleOf(a).localeCompare(titleOf(b)))
  return { own, others }
}

/** The product and what its list is; a name that says the product already, in brackets or not, is enough. */
export const titleOf = ({ product, name }: Pick<ImportFormat, 'product' | 'name'>): string =>
  product === anyProduct || name.endsWith(')') || name.toLowerCase().includes(product.toLowerCase())
    ? name
    : `${product}: ${name}`

/** Lists that no product writes. */
const anyProduct = 'Any'

export function formatGroups(formats: ImportFormat[]) {
  const { own, others } = splitFormats(formats)
  const items = (some: ImportFormat[]) => some.map((format) => ({ value: format.id, label: titleOf(format) }))
  const importable = others.filter(({ refused }) => refused === null)
  return [
    { group: t('imports.formats.own'), items: items(own) },
    ...(importable.length > 0 ? [{ group: t('imports.formats.others'), items: items(importable) }] : []),
  ]
}
