import { dayOf, fail, openPage, pass, warn, type Judge } from './check.ts'
import { isApple, type DeviceFacts } from './facts.ts'
import { addressFitness, endedAuthorities, soonMs } from './server-faults.ts'

/** Checks of this server, of every Apple device that is still to come. */

const isAwaited = (device: DeviceFacts) => device.status === 'enrolling' && isApple(device)

export const checkServerAddress: Judge = (device, around) => {
  if (!isAwaited(device)) return undefined
  const { publicUrl } = around
  const fitness = addressFitness(around)
  if (fitness === 'https') return pass(`Devices reach this server at ${publicUrl}.`)
  return fitness === 'here'
    ? warn(
        `This server calls itself ${publicUrl}, which only simulated devices on this machine reach. Set MUSTER_URL to its public https address.`,
      )
    : fail(
        `This server calls itself ${publicUrl}, and Apple devices refuse http. Set MUSTER_URL to its https address.`,
      )
}

/** They are made when the first device arrives, so that there may be none yet. */
export const checkCertificates: Judge = (device, around) => {
  if (!isAwaited(device)) return undefined
  const { authorities, now } = around
  const [ended] = endedAuthorities(around)
  if (ended) return fail(`The certificate of ${wordsOf(ended.purpose)} ended on ${dayOf(ended.expiresAt)}.`)
  const soon = authorities.find(({ expiresAt }) => Date.parse(expiresAt) - now.getTime() <= soonMs)
  if (soon) return warn(`The certificate of ${wordsOf(soon.purpose)} ends on ${dayOf(soon.expiresAt)}.`)
  return pass('The certificates of this server are good.')
}

/** Without one a device enrolls all the same, and is hardly reached afterwards. */
export const checkPush: Judge = (device, { push: { state, text, expiresAt } }) => {
  if (!isAwaited(device)) return undefined
  if (state === 'valid' && expiresAt) return pass(`The push certificate is good until ${dayOf(expiresAt)}.`)
  const when = expiresAt === null ? '' : ` on ${dayOf(expiresAt)}`
  const standing = {
    none: 'There is no push certificate.',
    requested: 'There is no push certificate yet.',
    valid: 'There is a push certificate.',
    soon: `The push certificate ends${when}.`,
    expired: `The push certificate ended${when}.`,
    refused: 'Apple refuses the push certificate.',
  }[state]
  return warn(
    `${standing} ${text}`,
    openPage('Open the push certificate', '/push-certificate', 'settings:read'),
  )
}

const wordsOf = (purpose: string) =>
  purpose === 'device' ? 'the authority for devices' : 'the signer of enrollment profiles'
