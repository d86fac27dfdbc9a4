import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addHistogram, newHistogram, percentileMs, recordLatency } from './histogram.ts'

const latencies = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 200 })
const percent = fc.constantFrom(1, 50, 90, 99, 100)
const histogramOf = (values: number[]) => {
  const histogram = newHistogram()
  for (const ms of values) recordLatency(histogram, ms)
  return histogram
}
/** The value itself, by sorting. */
const exactly = (values: number[], percent: number) =>
  values.toSorted((a, b) => a - b)[Math.max(Math.ceil((values.length * percent) / 100), 1) - 1]!

test('every percentile is within two percent of the value, and never below it but for rounding', () => {
  fc.assert(
    fc.property(latencies, percent, (values, percent) => {
      const found = percentileMs(histogramOf(values), percent)
      const exact = exactly(values, percent)
      expect(found).toBeGreaterThanOrEqual(exact - 0.001)
      expect(found).toBeLessThanOrEqual(exact * 1.02 + 0.001)
    }),
  )
})

test('those of several threads add up to that of all', () => {
  fc.assert(
    fc.property(latencies, latencies, (some, others) => {
      const sum = histogramOf(some)
      addHistogram(sum, histogramOf(others))
      expect(sum).toEqual(histogramOf([...some, ...others]))
    }),
  )
})

test('none, and endless ones', () => {
  expect(percentileMs(newHistogram(), 99)).toBe(0)
  expect(percentileMs(histogramOf([1e12]), 50)).toBe(2_147_483.647)
})
