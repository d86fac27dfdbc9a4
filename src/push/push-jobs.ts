import { SendPushes, sendPushes, type Sending } from './send-pushes.ts'

const everyMinute = '* * * * *'

/**
 * The live event starts the job and not the causing transaction, as with mails: the rows are what must not get lost. The
 * schedule finds what nobody heard of, and later tries.
 */
export function registerPushJobs(sending: Sending): void {
  const { jobs, live, db, log } = sending.platform
  jobs.register(SendPushes, (_payload, { signal }) => sendPushes(sending, signal))
  jobs.registerSchedule(SendPushes, everyMinute, {})
  live.subscribe(({ topic, id }) => {
    if (topic !== 'push' || id !== null) return
    jobs
      .enqueue(db, SendPushes, {}, { key: 'now' })
      .catch((err: unknown) => log.warn({ err }, 'pushes wait for the next look'))
  })
}
