import { percentileMs } from './histogram.ts'
import type { LoadTotals } from './load-order.ts'

/** Latencies in milliseconds, as the devices saw them. */
export type Measure = {
  count: number
  perSecond: number
  p50: number
  p90: number
  p99: number
  longest: number
}

export type LoadReport = { measures: Record<string, Measure>; failures: Record<string, number> }

export function reportOf({ latencies, enrollSeconds, pollSeconds, failures }: LoadTotals): LoadReport {
  const measures = Object.entries(latencies).map(([name, histogram]) => {
    const seconds = name.startsWith('poll') ? pollSeconds : enrollSeconds
    const measure: Measure = {
      count: histogram.count,
      perSecond: seconds > 0 ? histogram.count / seconds : 0,
      p50: percentileMs(histogram, 50),
      p90: percentileMs(histogram, 90),
      p99: percentileMs(histogram, 99),
      longest: histogram.maxUs / 1000,
    }
    return [name, measure] as const
  })
  return { measures: Object.fromEntries(measures), failures }
}

/** A line for each kind of request, and one for each thing that went wrong. */
export function linesOf({ measures, failures }: LoadReport): string[] {
  const head = ['', 'count', 'a second', 'p50 ms', 'p90 ms', 'p99 ms', 'longest']
  const rows = Object.entries(measures).map(([name, { count, perSecond, p50, p90, p99, longest }]) => [
    name,
    String(count),
    perSecond.toFixed(1),
    ...[p50, p90, p99, longest].map((ms) => ms.toFixed(1)),
  ])
  const line = ([name = '', ...cells]: string[]) =>
    name.padEnd(22) + cells.map((cell) => cell.padStart(10)).join('')
  const wrong = Object.entries(failures).map(([what, count]) => `failed ${count} times: ${what}`)
  return [line(head), ...rows.map(line), ...wrong]
}
