import { buildPlist, PlistError, type PlistDict } from '../../plist/plist.ts'
import { buildCertificate, buildPasscode, buildRestrictions, buildWebClip } from './build-payloads.ts'
import { buildWifi } from './build-wifi.ts'
import type { Certificate, PayloadContent } from './content.ts'
import { ProfileError } from './profile-error.ts'
import type { ProfileNames } from './payload.ts'

/**
 * The profile (XML, not signed) that brings content to a device. A device replaces the profile that it has of the same
 * identifier, and in it the payloads of the same identifier and UUID, so these follow from the names alone.
 * @throws {ProfileError} with a pointer into the content
 */
export function buildProfile(content: PayloadContent, names: ProfileNames): Uint8Array {
  const profile: PlistDict = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: names.identifier,
    PayloadUUID: names.uuid,
    PayloadDisplayName: names.displayName,
    PayloadOrganization: names.organization,
    ...(names.description ? { PayloadDescription: names.description } : {}),
    PayloadScope: 'System',
    PayloadContent: payloadsOf(content, names),
  }
  try {
    return Buffer.from(buildPlist(profile))
  } catch (cause) {
    if (!(cause instanceof PlistError)) throw cause
    throw new ProfileError('content', `This cannot be written down for a device. ${cause.message}.`, {
      cause,
    })
  }
}

function payloadsOf(content: PayloadContent, names: ProfileNames): PlistDict[] {
  if (content.kind === 'wifi') return buildWifi(content, names)
  if (content.kind === 'passcode') return [buildPasscode(content, names)]
  if (content.kind === 'restrictions') return [buildRestrictions(content, names)]
  if (content.kind === 'web-clip') return [buildWebClip(content, names)]
  return [buildCertificate(content satisfies Certificate, names)]
}
