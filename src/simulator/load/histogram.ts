/**
 * Latencies in buckets that grow with them, as in HdrHistogram: every value is kept within 1.6 percent, in memory of one size.
 * Plain data, so that threads can hand it over.
 */
export type Histogram = { counts: Uint32Array; count: number; maxUs: number }

/** Buckets of a power of two; below twice as many microseconds each has its own. */
const parts = 64
/** Half an hour; what takes longer is counted there. */
const mostUs = 2 ** 31 - 1
const bucketOf = (us: number): number => {
  if (us < 2 * parts) return us
  const shift = 31 - Math.clz32(us) - 6
  return 2 * parts + (shift - 1) * parts + ((us >> shift) - parts)
}
const buckets = bucketOf(mostUs) + 1

/** The largest value of a bucket. */
function topOf(bucket: number): number {
  if (bucket < 2 * parts) return bucket
  const shift = Math.floor((bucket - 2 * parts) / parts) + 1
  const part = ((bucket - 2 * parts) % parts) + parts
  return (part + 1) * 2 ** shift - 1
}

export const newHistogram = (): Histogram => ({ counts: new Uint32Array(buckets), count: 0, maxUs: 0 })

export function recordLatency(histogram: Histogram, ms: number): void {
  const us = Math.min(Math.max(Math.round(ms * 1000), 0), mostUs)
  const bucket = bucketOf(us)
  histogram.counts[bucket] = histogram.counts[bucket]! + 1
  histogram.count += 1
  histogram.maxUs = Math.max(histogram.maxUs, us)
}

export function addHistogram(to: Histogram, from: Histogram): void {
  for (const [bucket, count] of from.counts.entries()) to.counts[bucket] = to.counts[bucket]! + count
  to.count += from.count
  to.maxUs = Math.max(to.maxUs, from.maxUs)
}

/** In milliseconds: so many of a hundred were as fast or faster. 0 when there are none. */
export function percentileMs(histogram: Histogram, percent: number): number {
  const wanted = Math.max(Math.ceil((histogram.count * percent) / 100), 1)
  let seen = 0
  for (const [bucket, count] of histogram.counts.entries()) {
    seen += count
    if (seen >= wanted) return Math.min(topOf(bucket), histogram.maxUs) / 1000
  }
  return 0
}
