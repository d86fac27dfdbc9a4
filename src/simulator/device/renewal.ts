import { X509Certificate } from 'node:crypto'
import { MdmError } from '../../protocol/mdm/mdm-error.ts'
import type { InstalledProfile } from '../../protocol/mdm/read-enrollment-profile.ts'
import { readEnrollmentProfile } from '../../protocol/mdm/read-enrollment-profile.ts'
import { accept, refusal, type CommandAnswer } from './command-answer.ts'
import type { Device } from './enrollment.ts'
import { authenticate, updateToken } from './enrollment.ts'
import type { Management } from './mdm-client.ts'
import { installProfile } from './profile-answers.ts'
import { requestCertificate } from './scep-client.ts'
import { WalkError } from './walk.ts'

/**
 * The enrollment profile comes by a command: the device asks for a new certificate, tells the server, and answers the command
 * with it (apple-mdm.md 3.7). When anything fails it goes on as before. Undefined when the profile is another one.
 */
export async function renewByProfile(
  device: Device,
  management: Management,
  payload: Uint8Array,
): Promise<CommandAnswer | undefined> {
  const profile = enrollmentProfileIn(payload)
  if (!profile) return undefined
  const changed = (['Topic', 'ServerURL', 'CheckInURL'] as const).find(
    (name) => profile.mdm[name] !== management.mdm[name],
  )
  if (changed) return refusal(4001, 'The profile could not be installed.', `${changed} may not change.`)
  try {
    const identity = await requestCertificate(device.world, profile.scep, device.options.knobs?.scep)
    const renewed = { ...management, mdm: profile.mdm, identity }
    await authenticate(device, renewed)
    await updateToken(device, renewed)
    // The conversation that is under way goes on with the new certificate.
    Object.assign(management, renewed, { scep: profile.scep })
    installProfile(device.state, payload)
    device.world.step('renewed', `The certificate is renewed; ${untilOf(identity.certificate)}`)
    return accept()
  } catch (error) {
    if (!(error instanceof WalkError)) throw error
    return refusal(4001, 'The profile could not be installed.', error.message)
  }
}

function enrollmentProfileIn(payload: Uint8Array): InstalledProfile | undefined {
  try {
    return readEnrollmentProfile(payload)
  } catch (error) {
    if (error instanceof MdmError) return undefined
    throw error
  }
}

/** Macs renew by themselves, signing with the certificate that they have; no message tells the server (RFC 8894 3.3.1.2). */
export async function renewByItself(device: Device, management: Management): Promise<void> {
  const { world, options } = device
  const { Challenge: _used, ...order } = management.scep
  const habits = { ...options.knobs?.scep, renews: management.identity }
  management.identity = await requestCertificate(world, order, habits)
  world.step('renewed', `It has renewed by itself; ${untilOf(management.identity.certificate)}`)
}

const untilOf = (der: Buffer) =>
  `the new one is good until ${new X509Certificate(der).validToDate.toISOString().slice(0, 10)}`
