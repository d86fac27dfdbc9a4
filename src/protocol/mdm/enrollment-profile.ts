import { buildPlist, type PlistDict, type PlistValue } from '../plist/plist.ts'
import { stableUuid } from './stable-uuid.ts'

export type SubjectPart = {
  type: 'CN' | 'O' | 'OU' | 'C' | 'L' | 'ST' | 'UID' | 'serialNumber'
  value: string
}

export type EnrollmentProfile = {
  /** Top identifier, the same for ever: the device replaces a profile by it. */
  identifier: string
  /** Names the enrollment. Payload UUIDs derive from it, and so stay when the profile is issued again. */
  enrollment: string
  /** Names the certificate to be issued. Another value makes the device ask for another certificate. */
  identity: string
  displayName: string
  organization: string
  description?: string
  /** Whether a person may remove the profile; true unless given. A profile from Apple's DEP has its own word on it. */
  removable?: boolean
  /** None of these can ever change for a device that is enrolled. */
  mdm: {
    topic: string
    serverUrl: string
    checkInUrl: string
    /** The user channel alone unless given. Name others only when their messages are answered. */
    capabilities?: string[]
  }
  scep: {
    /** Without a query string: some clients append `?operation=` blindly. */
    url: string
    name: string
    subject: SubjectPart[]
    challenge: string
    /** SHA-256 of the CA certificate. */
    caFingerprint?: Uint8Array
  }
  /** DER certificates, for servers whose TLS certificate is not publicly trusted. */
  trustedRoots?: Uint8Array[]
}

/** The profile that makes a device ask for a certificate and then obey this server (apple-mdm.md 2). */
export function enrollmentProfile(o: EnrollmentProfile): PlistDict {
  const identity = stableUuid(o.enrollment, 'identity', o.identity)
  return {
    ...payload(o, { type: 'Configuration', uuid: stableUuid(o.enrollment, 'profile') }),
    PayloadDisplayName: o.displayName,
    PayloadOrganization: o.organization,
    ...(o.description === undefined ? {} : { PayloadDescription: o.description }),
    ...(o.removable === false ? { PayloadRemovalDisallowed: true } : {}),
    PayloadContent: [...trustPayloads(o), scepPayload(o, identity), mdmPayload(o, identity)],
  }
}

export const buildEnrollmentProfile = (o: EnrollmentProfile): Buffer =>
  Buffer.from(buildPlist(enrollmentProfile(o)))

/** Devices tell payloads apart by identifier and UUID together. */
const payload = (
  o: EnrollmentProfile,
  { type, uuid, suffix }: { type: string; uuid: string; suffix?: string },
) => ({
  PayloadType: type,
  PayloadVersion: 1,
  PayloadIdentifier: suffix === undefined ? o.identifier : `${o.identifier}.${suffix}`,
  PayloadUUID: uuid,
})

const allRights = 8191

const mdmPayload = (o: EnrollmentProfile, identity: string): PlistDict => ({
  ...payload(o, { type: 'com.apple.mdm', uuid: stableUuid(o.enrollment, 'mdm'), suffix: 'mdm' }),
  PayloadDisplayName: o.displayName,
  IdentityCertificateUUID: identity,
  Topic: o.mdm.topic,
  ServerURL: o.mdm.serverUrl,
  CheckInURL: o.mdm.checkInUrl,
  SignMessage: true,
  AccessRights: allRights,
  CheckOutWhenRemoved: true,
  ServerCapabilities: o.mdm.capabilities ?? ['com.apple.mdm.per-user-connections'],
})

/** Everything is nested one level deeper than in other payloads. The key size would be 1024 if it were left out. */
const scepPayload = (o: EnrollmentProfile, uuid: string): PlistDict => ({
  ...payload(o, { type: 'com.apple.security.scep', uuid, suffix: 'scep' }),
  PayloadDisplayName: `${o.displayName} identity`,
  PayloadContent: {
    URL: o.scep.url,
    Name: o.scep.name,
    Subject: o.scep.subject.map(({ type, value }): PlistValue => [[oidOrShortName(type), value]]),
    Challenge: o.scep.challenge,
    Keysize: 2048,
    'Key Type': 'RSA',
    'Key Usage': 5, // sign and encrypt
    KeyIsExtractable: false,
    ...(o.scep.caFingerprint ? { CAFingerprint: o.scep.caFingerprint } : {}),
  },
})

/** Devices know only these as short names. */
const oidOrShortName = (type: SubjectPart['type']): string =>
  type === 'UID' ? '0.9.2342.19200300.100.1.1' : type === 'serialNumber' ? '2.5.4.5' : type

const trustPayloads = (o: EnrollmentProfile): PlistDict[] =>
  (o.trustedRoots ?? []).map((der, i) => ({
    ...payload(o, {
      type: 'com.apple.security.root',
      uuid: stableUuid(o.enrollment, 'root', Buffer.from(der).toString('base64')),
      suffix: `root${i + 1}`,
    }),
    PayloadDisplayName: `${o.organization} certificate authority`,
    PayloadContent: der,
  }))
