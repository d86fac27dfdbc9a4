import { waitingText } from '../android/bulk/note-token-end.ts'
import type { Expiring, ExpiringKind } from '../contract/expiring.ts'

/** Pure rules on what has a lifetime. */

export type Lifetime = {
  kind: ExpiringKind
  id: string
  name: string
  expiresAt: string
  /** For a token: how many devices have not enrolled with it yet. */
  waiting?: number
  /** From how many days before its end on somebody should look; two months where it does not say. */
  soonDays?: number
}

const dayMs = 86_400_000
const usualSoonDays = 60

/** Soonest first; what is over already before everything else. */
export const inOrder = (things: readonly Lifetime[], now: Date): Expiring[] =>
  things
    .map((thing) => expiringOf(thing, now))
    .toSorted((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt))

/** How a thing stands, and what to do about it. */
export function expiringOf(thing: Lifetime, now: Date): Expiring {
  const { kind, id, name, expiresAt, waiting = 0, soonDays = usualSoonDays } = thing
  const left = Date.parse(expiresAt) - now.getTime()
  const daysLeft = Math.floor(left / dayMs)
  const state = left <= 0 ? 'expired' : daysLeft <= soonDays ? 'soon' : 'later'
  return { kind, id, name, expiresAt, daysLeft, state, text: texts[kind](state === 'expired', waiting) }
}

const texts: Record<ExpiringKind, (isOver: boolean, waiting: number) => string> = {
  'dep-token': (isOver) =>
    `${isOver ? 'Apple does not answer this account any more. Download' : 'Download'} a new server token for its MDM server at Apple and upload it in the account.`,
  'push-certificate': (isOver) =>
    `${isOver ? 'No device is told that there are commands for it. Renew' : 'Renew'} it at identity.apple.com with the Apple Account that it was made with, and upload the new one.`,
  authority: (isOver) =>
    isOver
      ? 'Certificates that it issued are refused.'
      : 'Certificates that it issues are good no longer than it is; devices have to enroll again afterwards.',
  'device-certificate': (isOver) =>
    isOver
      ? 'The device gets nothing but the renewal of its certificate, and has to enroll again when that does not come in time. Switch it on and connect it.'
      : 'The device was asked to renew its certificate and has not done so. Switch it on and connect it; its page shows the attempts.',
  'enrollment-request': (isOver) =>
    isOver
      ? 'Its link opens nothing any more. Send it again if the device is still to enroll.'
      : 'Its link was not used so far. Remind the person, or send it again, which gives it more time.',
  'bulk-token': (isOver, waiting) =>
    `${waitingText(waiting)}: what ${isOver ? 'enrolls now' : 'has not enrolled by then'} is asked for a login. Extend the token in the bulk enrollment: what was printed stays good.`,
  'api-token': (isOver) =>
    isOver
      ? 'Programs that use it are refused; make another and delete this one.'
      : 'Make another for the programs that use it, then delete this one.',
}
