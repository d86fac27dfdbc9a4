import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressFitness, compareVersions } from './server-faults.ts'
import { isWeakCode } from './weak-code.ts'

const version = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join('.'))

test('versions are ordered number by number, whatever they are', () => {
  expect(compareVersions('3.10', '3.9')).toBeGreaterThan(0)
  expect(compareVersions('3.3', '3.3.1')).toBeLessThan(0)
  expect(compareVersions('3.3', '3.3.0')).toBe(0)
  expect(compareVersions('', '0')).toBeLessThan(0)
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0)
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})

test('short codes, codes of one sign and runs are weak', () => {
  for (const code of ['12345', '000000', 'AAAaaa', '123456', '987654', 'abcdefg'])
    expect(isWeakCode(code)).toBe(true)
  for (const code of ['83726451', '135791', 'aXb-92']) expect(isWeakCode(code)).toBe(false)
})

test('only https serves real devices; an address of this machine is a rehearsal', () => {
  const fitness = (publicUrl: string) => addressFitness({ publicUrl })
  expect(fitness('https://muster.example')).toBe('https')
  expect(fitness('http://127.0.0.1:8080')).toBe('here')
  expect(fitness('http://[::1]:8080')).toBe('here')
  expect(fitness('http://localhost.example')).toBe('http')
})
