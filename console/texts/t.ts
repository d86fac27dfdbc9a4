import { en } from './en.ts'
import { formatNumber, locale } from './format.ts'

export type TextKey = keyof typeof en

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Wording<E> = E extends string ? E : E extends { one: infer A; other: infer B } ? A | B : never
type Params<K extends TextKey> = Names<Wording<(typeof en)[K]>>
type Arguments<K extends TextKey> = [Params<K>] extends [never] ? [] : [Record<Params<K>, string | number>]

const plurals = new Intl.PluralRules(locale)

/** The text of a key. Numbers are written as the locale does; `count` chooses between the plural forms. */
export function t<K extends TextKey>(key: K, ...args: Arguments<K>): string {
  const params: Record<string, string | number> = args[0] ?? {}
  const entry: string | { one: string; other: string } = en[key]
  const wording = typeof entry === 'string' ? entry : entry[pluralForm(params['count'])]
  return wording.replaceAll(/\{(\w+)\}/g, (_, name: string) => write(params[name]))
}

/** For words that the server may add at any time (actions, kinds): the text if there is one, else the word itself. */
export function tWord(prefix: string, word: string): string {
  const entry = (en as Record<string, unknown>)[`${prefix}.${word}`]
  return typeof entry === 'string' ? entry : word
}

const pluralForm = (count: string | number | undefined): 'one' | 'other' =>
  plurals.select(Number(count)) === 'one' ? 'one' : 'other'

const write = (value: string | number | undefined): string =>
  typeof value === 'number' ? formatNumber(value) : (value ?? '')
