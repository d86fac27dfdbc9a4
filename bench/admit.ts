import { admit } from '../src/admission/admit.ts'
import { arrivalOf, candidate, factsOf, now } from '../src/admission/testing.ts'

/** Decisions a second on one core: admitted, refused early, refused late, as they come. */
const serial = 'F2LX0000TEST'
const old = candidate({ id: 'old', identifier: 'OLD', status: 'withdrawn' })
const restricted = { imei: '356789012345678', udid: '00008130-000A', wifiMac: 'a4:83:e7:00:00:01' }
const claimed = { serial, product: 'iPhone16,2', udid: '00008130-000A', imei: '356789012345678' }
const cases = [
  factsOf([candidate({ user: { id: 'u', userName: 'ana' } })]),
  factsOf([candidate({ ...restricted }), old]),
  factsOf([candidate({ imei: '350000000000006' })]),
  factsOf([old]),
  factsOf([]),
]
const arrival = arrivalOf(claimed)

const rate = (seconds: number): number => {
  const started = performance.now()
  let done = 0
  while (performance.now() - started < seconds * 1000)
    for (let i = 0; i < 1000; i++) {
      admit(arrival, cases[i % cases.length]!, now)
      done += 1
    }
  return done / ((performance.now() - started) / 1000)
}

rate(0.5) // lets the compiler see it first
console.log(`admit: ${Math.round(rate(2)).toLocaleString('en')} decisions a second (wanted: 100,000)`)
