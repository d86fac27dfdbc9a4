import { FindBehind, findBehind } from './find-behind.ts'
import { DeliverDue, deliverDue, type Delivering } from './deliver-due.ts'

const everyMinute = '* * * * *'
const everyHour = '23 * * * *'

/** The marks are what must not get lost: the live event starts the job, the schedule finds what nobody heard of. */
export function registerPolicyJobs(delivering: Delivering): void {
  const { jobs, live, db, log } = delivering.platform
  jobs.register(DeliverDue, (_payload, { signal }) => deliverDue(delivering, signal))
  jobs.registerSchedule(DeliverDue, everyMinute, {})
  jobs.register(FindBehind, () => findBehind(delivering.platform))
  jobs.registerSchedule(FindBehind, everyHour, {})
  live.subscribe(({ topic, id }) => {
    if (topic !== 'device-due' || id !== null) return
    jobs
      .enqueue(db, DeliverDue, {}, { key: 'now' })
      .catch((err: unknown) => log.warn({ err }, 'policies wait for the next look'))
  })
}
