import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codePage, loginPage, ownershipPage, termsPage } from './ask-pages.ts'
import { languages } from './language.ts'
import type { Asking } from './page.ts'
import { refusedPage } from './refused-page.ts'
import { texts, type FaultKind, type RefusalKind } from './texts.ts'

const asking: Asking = {
  language: 'en',
  organization: 'Hill School',
  support: 'help@school.example',
  action: '/somewhere',
  state: 'STATE',
}

const faults = Object.keys(texts.en.faults) as FaultKind[]
const kinds = Object.keys(texts.en.refused) as RefusalKind[]

function everyPage(o: Asking, text: string): string[] {
  return [
    termsPage({ ...o, text }),
    loginPage({ ...o, userName: text, password: true, oidc: { label: text, href: '/sign-in?state=x' } }),
    codePage({ ...o, key: text, keyRequired: true }),
    codePage({ ...o, key: text, keyRequired: false }),
    ownershipPage(o),
    ...faults.map((fault) => codePage({ ...o, fault, keyRequired: true })),
    ...kinds.map((kind) => refusedPage({ ...o, kind, shortCode: text.slice(0, 6) })),
  ]
}

test('every page in every language is under 30 kB with the longest texts, and names its language', () => {
  const longest = '&'.repeat(4000)
  const o = { ...asking, organization: '"'.repeat(120), support: '<'.repeat(200), state: 'x'.repeat(4000) }
  for (const language of languages) {
    expect(Object.keys(texts[language].refused)).toEqual(kinds)
    for (const document of [
      termsPage({ ...o, language, text: longest }),
      ...everyPage({ ...o, language }, '"'.repeat(200)),
    ]) {
      expect(Buffer.byteLength(document)).toBeLessThan(30_000)
      expect(document).toContain(`<html lang="${language}">`)
    }
  }
})

test('no text can get out of its place, whatever it is', () => {
  const tagsOf = (document: string) =>
    document
      .match(/<[^>]*>/g)
      ?.map((tag) => tag.split(/[\s>]/)[0])
      .sort()
  const plain = everyPage(asking, 'x').map(tagsOf)
  const attack = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' autofocus onfocus='alert(1)",
      '</style><script>',
      'javascript:alert(1)',
      '\r\nSet-Cookie: a=b',
      '\u202Egpj.exe',
    ),
  )
  fc.assert(
    fc.property(attack, (text) => {
      const o = { ...asking, organization: text, support: `x${text}` }
      const documents = everyPage(o, `y${text}`)
      expect(documents.map(tagsOf)).toEqual(plain)
      for (const document of documents) {
        expect(document).not.toMatch(/<script|\son\w+="|[\u202A-\u202E]/i)
        expect(document.isWellFormed()).toBe(true)
      }
    }),
  )
})

test('a page that asks again says why, and points there', () => {
  const document = codePage({ ...asking, fault: 'wrong-code', keyRequired: true })
  expect(document).toContain('role="alert"')
  expect(document).toContain(texts.en.faults['wrong-code'])
  expect(document).toMatch(/name="code"[^>]* aria-describedby="fault" required[^>]* aria-invalid="true"/)
  expect(loginPage({ ...asking, fault: { waitSeconds: 8 }, password: true, oidc: null })).toContain(
    '8 seconds',
  )
  expect(loginPage({ ...asking, fault: { waitSeconds: 600 }, password: true, oidc: null })).toContain(
    '10 minutes',
  )
})

test('a refusal names the next step, whom to ask and the code', () => {
  const document = refusedPage({ ...asking, kind: 'unknown-device', shortCode: 'A7K3PQ' })
  expect(document).toContain('not on the list')
  expect(document).toContain('help@school.example')
  expect(document).toContain('A7K3PQ')
})

test('without a password there is no field for one, and without another way no link', () => {
  const other = loginPage({ ...asking, password: false, oidc: { label: 'School ID', href: '/x?a=1&b=2' } })
  expect(other).not.toContain('type="password"')
  expect(other).toContain('<a class="act" href="/x?a=1&amp;b=2">Sign in with School ID</a>')
  expect(loginPage({ ...asking, password: true, oidc: null })).not.toContain('class="act"')
})
