import type { DeviceResult } from '../protocol/dep/device-results.ts'

/** Pure rules about Apple's answer for one device (apple-dep.md 6.3). */

export type Wish = 'assign' | 'remove'

export type Answer = {
  state: 'waiting' | 'assigned' | 'failed'
  /** Answers of FAILED so far, this one too. */
  failures: number
  nextTryAt: Date | null
}

const hourMs = 3_600_000
const mostFailures = 3
/** Apple throttles a device to which profiles are assigned again and again. */
export const mostAssignsADay = 3
/** Apple asks to leave a throttled device alone for a day when it does not name a time. */
const throttleMs = 24 * hourMs

type Given = { result: DeviceResult; failures: number; retryAfterSeconds: number | undefined; now: Date }

/** Each device has a clock of its own: a failed one is tried after an hour, then after a day, then people have to act. */
export function readAnswer({ result, failures, retryAfterSeconds, now }: Given): Answer {
  const after = (ms: number) => new Date(now.getTime() + ms)
  if (result === 'SUCCESS') return { state: 'assigned', failures: 0, nextTryAt: null }
  if (result === 'NOT_ACCESSIBLE') return { state: 'failed', failures, nextTryAt: null }
  if (result === 'THROTTLED') {
    const pause = retryAfterSeconds === undefined ? throttleMs : retryAfterSeconds * 1000
    return { state: 'waiting', failures, nextTryAt: after(pause) }
  }
  const failed = failures + 1
  if (failed >= mostFailures) return { state: 'failed', failures: failed, nextTryAt: null }
  return { state: 'waiting', failures: failed, nextTryAt: after(failed === 1 ? hourMs : throttleMs) }
}

export type Told = {
  wish: Wish
  status: string | null
  nextTryAt: Date | string | null
  hold?: string | null
  /** What became of it; known where Apple's word does not tell. */
  state?: string
}

/** What the person reads beside Apple's word. */
export function answerText({ wish, status, nextTryAt, hold, state }: Told): string {
  const again = nextTryAt ? ` Muster tries again at ${minute(nextTryAt)}.` : ''
  if (hold === 'daily-limit' && nextTryAt)
    return `Profiles were assigned to this device ${mostAssignsADay} times within a day; more would make Apple throttle it. Muster goes on at ${minute(nextTryAt)}.`
  if (state === 'assigned' && status === null)
    return wish === 'assign'
      ? 'The device had the profile already; Apple was not asked.'
      : 'The device had no profile; Apple was not asked. It gets none by itself.'
  if (status === 'SUCCESS')
    return wish === 'assign'
      ? 'Apple has assigned the profile; the device takes it when it is set up.'
      : 'Apple has removed the profile. A device that has taken it already keeps it until it is erased.'
  if (status === 'NOT_ACCESSIBLE')
    return 'Apple does not know this device on this MDM server. Check the serial number, and at Apple which server the device is assigned to.'
  if (status === 'THROTTLED')
    return `Apple asks to leave this device alone for a while, as profiles were assigned to it again and again.${again}`
  if (status === 'FAILED')
    return nextTryAt
      ? `Apple could not do it.${again}`
      : 'Apple could not do it, three times. Unassign the device from the MDM server at Apple, wait a day, assign it again, then sync.'
  return nextTryAt
    ? `Apple has not been asked yet. Muster asks at ${minute(nextTryAt)}.`
    : 'Apple did not take the request. Ask again.'
}

const minute = (time: Date | string) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Whether Apple has to be asked at all: assigning the same profile again and again is what makes Apple throttle a device. */
export const hasProfile = (
  device: { profile_status: string; profile_uuid: string | null },
  uuid: string,
): boolean => device.profile_uuid === uuid && ['assigned', 'pushed'].includes(device.profile_status)

/** Apple asks for at most 1,000 serial numbers at a time. */
export const chunkSize = 1000

export const chunksOf = <T>(items: readonly T[], size = chunkSize): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size))
