import { isDict, type PlistDict, type PlistValue } from '../../plist/plist.ts'
import { checkCertificate } from './check-certificate.ts'
import { checkKeys, checkOwnKeys, requiredKeys } from './check-keys.ts'
import { checkPayloadSet } from './check-payload-set.ts'
import { error, warning, type Finding } from './finding.ts'

export type { Finding } from './finding.ts'

type Options = {
  reserved?: readonly string[]
  now?: Date
  signer: { notAfter: Date } | null
}

/** Errors keep a device from installing the profile or harm its management; warnings and hints do not. */
export function checkProfile(profile: PlistDict, options: Options): Finding[] {
  const content = profile['PayloadContent']
  return [
    ...checkTop(profile, options),
    ...(Array.isArray(content) ? content.flatMap((each, i) => checkPayload(each, i, options.now)) : []),
    ...(Array.isArray(content) ? checkPayloadSet(content.map((each) => (isDict(each) ? each : {}))) : []),
    ...checkSigner(options),
  ]
}

function checkTop(profile: PlistDict, { reserved = [] }: Options): Finding[] {
  const findings = checkKeys(profile, '', { required: requiredKeys, optional: topKeys })
  const add = (finding: Finding) => findings.push(finding)
  const { PayloadType: type, PayloadVersion: version, PayloadIdentifier: identifier } = profile
  if (typeof type === 'string' && type !== 'Configuration')
    add(error('wrong-value', '/PayloadType', 'must be “Configuration”; this is a profile of another kind'))
  if (typeof version === 'number' && version !== 1)
    add(error('wrong-value', '/PayloadVersion', 'must be 1: devices know no other form'))
  if (typeof identifier === 'string' && reserved.includes(identifier))
    add(
      error(
        'reserved-identifier',
        '/PayloadIdentifier',
        'is the one of the enrollment: devices would replace it, and their management would end',
      ),
    )
  if (profile['IsEncrypted'] === true)
    add(
      error('encrypted', '/EncryptedPayloadContent', 'is encrypted for one device: upload the plain profile'),
    )
  else findings.push(...checkContent(profile['PayloadContent']))
  if (profile['PayloadScope'] === 'User')
    add(warning('user-scope', '/PayloadScope', 'is “User”; Muster installs profiles for the whole device'))
  return findings
}

function checkContent(content: PlistValue | undefined): Finding[] {
  if (content === undefined) return [error('missing', '/PayloadContent', 'is missing')]
  if (!Array.isArray(content)) return [error('wrong-type', '/PayloadContent', 'must be an array of payloads')]
  if (content.length === 0)
    return [warning('empty', '/PayloadContent', 'has no payload: the profile does nothing')]
  return []
}

const topKeys = {
  PayloadDisplayName: 'string',
  PayloadOrganization: 'string',
  PayloadDescription: 'string',
  PayloadScope: 'string',
  PayloadRemovalDisallowed: 'boolean',
  HasRemovalPasscode: 'boolean',
  IsEncrypted: 'boolean',
  RemovalDate: 'date',
  DurationUntilRemoval: 'real',
  PayloadExpirationDate: 'date',
  TargetDeviceType: 'integer',
  ConsentText: 'dict',
} as const

function checkPayload(payload: PlistValue, index: number, now: Date | undefined): Finding[] {
  const path = `/PayloadContent/${index}`
  if (!isDict(payload)) return [error('wrong-type', path, 'must be a dictionary')]
  return [
    ...checkKeys(payload, path, { required: requiredKeys, optional: {} }),
    ...checkOwnKeys(payload, path),
    ...checkCertificate(payload, path, now),
  ]
}

function checkSigner({ signer, now }: Options): Finding[] {
  if (!signer || !now || signer.notAfter > now) return []
  const day = signer.notAfter.toISOString().slice(0, 10)
  return [warning('signer-expired', '', `was signed with a certificate that ended on ${day}`)]
}
