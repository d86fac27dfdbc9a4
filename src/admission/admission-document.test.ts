import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AdmissionReason } from '../contract/arrival.ts'
import { admissionDocument } from './admission-document.ts'
import { allRules } from './admission-rules.ts'

test('docs/admission.md is the one that the rules make', () => {
  expect(readFileSync('docs/admission.md', 'utf8')).toBe(admissionDocument())
})

test('every reason but "admitted" is some rule’s', () => {
  const named = new Set(allRules.flatMap(({ stops }) => Object.keys(stops)))
  expect([...named].sort()).toEqual(AdmissionReason.options.filter((reason) => reason !== 'admitted').sort())
})
