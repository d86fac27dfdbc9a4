import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseLanguage, languages } from './language.ts'

test.each([
  [['ja-JP', undefined], 'ja'],
  [['de_DE', 'fr'], 'de'],
  [['pt-BR', 'es-MX,es;q=0.9'], 'es'],
  [[undefined, 'nl, fr;q=0.8, de;q=0.9'], 'de'],
  [[undefined, 'de;q=0, fr'], 'fr'],
  [[undefined, 'DE-ch'], 'de'],
  [[undefined, 'zh-Hans, *'], 'en'],
  [[undefined, undefined], 'en'],
] as const)('%j is read as %s', (wishes, language) => {
  expect(chooseLanguage(...wishes)).toBe(language)
})

test('any header is read', () => {
  fc.assert(fc.property(fc.string(), (header) => languages.includes(chooseLanguage(header))))
})
