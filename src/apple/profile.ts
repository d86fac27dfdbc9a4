import { signData } from '../protocol/cms/sign-data.ts'
import { buildEnrollmentProfile } from '../protocol/mdm/enrollment-profile.ts'
import type { Authorities } from './authority.ts'
import { sha256 } from './certificate-store.ts'

export type ProfileOrder = {
  publicUrl: string
  organization: string
  topic: string
  deviceId: string
  challenge: { id: string; secret: string }
}

/** The addresses go into profiles and can never change for an enrolled device. */
export const paths = {
  enroll: '/apple/enroll',
  scep: '/apple/scep',
  checkIn: '/apple/checkin',
  mdm: '/apple/mdm',
}

/** The same for ever: devices put a profile in the place of the one with its identifier, and remove it by it. */
export const profileIdentifier = 'muster.enrollment'

/** The signed profile that enrolls this one device, once. */
export function signedProfile({ device, profileSigner }: Authorities, o: ProfileOrder): Buffer {
  const { publicUrl, organization, topic, deviceId, challenge } = o
  const profile = buildEnrollmentProfile({
    identifier: profileIdentifier,
    enrollment: deviceId,
    identity: challenge.id,
    displayName: `${organization} device management`,
    organization,
    description: 'Lets your organization set up and manage this device.',
    mdm: {
      topic,
      serverUrl: `${publicUrl}${paths.mdm}`,
      checkInUrl: `${publicUrl}${paths.checkIn}`,
      capabilities: ['com.apple.mdm.per-user-connections', 'com.apple.mdm.bootstraptoken'],
    },
    scep: {
      url: `${publicUrl}${paths.scep}`,
      name: 'Muster',
      subject: [
        { type: 'O', value: 'Muster' },
        { type: 'CN', value: deviceId },
      ],
      challenge: challenge.secret,
      caFingerprint: sha256(device.certificate),
    },
  })
  return signData(profile, profileSigner)
}
