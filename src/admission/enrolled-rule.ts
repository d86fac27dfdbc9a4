import type { Candidate, Registration } from './decision.ts'
import { note, pass, stop, type Judgment } from './judgment.ts'
import { likenessOf } from './same-phone.ts'
import type { Survey } from './survey.ts'

/** So long an agent repeats its first request when the answer was lost (android.md 3.2). */
const repeatsForMs = 15 * 60_000

/**
 * Nobody takes the place of a phone that is enrolled without having proved to be that phone, by whatever agent: whoever knows one
 * number of it would. A request that is repeated because its answer was lost is the only exception, until the agent is heard.
 */
export function isFree(seen: Survey, { id, status }: Candidate): Judgment {
  const enrolled = seen.registrations.filter(({ deviceId }) => deviceId === id)
  if (status !== 'enrolled' || enrolled.length === 0) return pass('No phone is enrolled with the record.')
  const judgments = enrolled.map((phone) => judgePhone(seen, phone))
  return judgments.find(({ verdict }) => verdict === 'stop') ?? judgments[0]!
}

function judgePhone({ arrival, now }: Survey, phone: Registration): Judgment {
  const { by, said, saidAll, heard, since } = phone
  const { oneNumber = false, google } = arrival.android ?? {}
  if (by !== (google ? 'google' : 'agent')) return refused(phone, otherWay[by])
  const likeness = likenessOf(arrival.claimed, said)
  if (likeness === 'differs')
    return refused(phone, 'Another phone is enrolled with this record, and the two differ.')
  if (oneNumber) {
    const mayRepeat = !heard && now.getTime() - Date.parse(since) < repeatsForMs
    return mayRepeat
      ? note('The agent asks again: it has not been heard since it was let in, a few minutes ago.')
      : refused(phone, unproven['says-less'])
  }
  if (likeness === 'same') return pass('The same phone enrolls again.')
  if (likeness === 'only-number' && saidAll)
    return note('The same phone enrolls again, as far as its only number tells.')
  if (likeness !== 'says-less' && !heard)
    return note('The phone takes the place of one that was let in and has never been heard since.')
  return refused(phone, unproven[likeness === 'says-less' ? likeness : 'says-more'])
}

const otherWay = {
  google: 'The record is enrolled through Google, and an agent names its numbers.',
  agent: 'An agent is enrolled with the record, and Google manages a device with its numbers.',
} as const

const unproven = {
  'says-less':
    'Another phone may be enrolled with this record: this one does not name enough of its numbers to be known as the same.',
  'says-more':
    'Another phone may be enrolled with this record: it has said one number so far, which is not enough to know this one as the same.',
} as const

/** The help desk reads it. */
const wayOut = {
  agent: 'If this one takes its place, revoke the token of the enrolled agent; then this one may enroll.',
  google:
    'If this one takes its place, erase the other device or delete it at Google; after the next sync this one may enroll.',
} as const

const refused = ({ by, said, heard, since }: Registration, why: string): Judgment =>
  stop('already-registered', `${why} ${wayOut[by]}`, {
    enrolled: { by, since, heard, ...Object.assign({}, ...said.toReversed()) },
  })
