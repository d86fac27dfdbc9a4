import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formBytes, readForm } from './form-body.ts'

const read = (text: string) => Object.fromEntries(readForm(Buffer.from(text)))

test('reads fields, the first of each name', () => {
  expect(read('key=IPAD+01&code=%E6%97%A5&key=other')).toEqual({ key: 'IPAD 01', code: '日' })
  expect(read('a=1%00%0d%0aB')).toEqual({ a: '1B' })
  expect(read('')).toEqual({})
})

test('has limits', () => {
  expect(read(`a=${'x'.repeat(formBytes)}`)).toEqual({})
  expect(Object.keys(read(Array.from({ length: 100 }, (_, n) => `f${n}=1`).join('&')))).toHaveLength(20)
})

test('any bytes are read without an error, and give texts that can be stored', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      for (const value of readForm(bytes).values()) {
        expect(value.isWellFormed()).toBe(true)
        expect(value).not.toMatch(/\p{Cc}/u)
      }
    }),
  )
})

test('what a form writes is read back', () => {
  const texts = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), {
    maxKeys: 10,
    noNullPrototype: true,
  })
  fc.assert(
    fc.property(texts, (fields) => {
      fc.pre(Object.values(fields).every((value) => !/\p{Cc}/u.test(value)))
      expect(read(new URLSearchParams(fields).toString())).toEqual(fields)
    }),
  )
})
