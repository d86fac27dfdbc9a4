import type { PlistDict } from '../../plist/plist.ts'
import { at, error, warning, type Finding } from './finding.ts'

/** What the payloads of one profile are to each other. */
export const checkPayloadSet = (payloads: PlistDict[]): Finding[] => [
  ...repeated(payloads, 'PayloadUUID').map(({ index, first }) =>
    error('duplicate-uuid', path(index, 'PayloadUUID'), `is also that of payload ${first + 1}`),
  ),
  ...repeated(payloads, 'PayloadIdentifier').map(({ index, first }) =>
    warning('duplicate-identifier', path(index, 'PayloadIdentifier'), `is also that of payload ${first + 1}`),
  ),
  ...checkManagement(payloads),
]

const path = (index: number, key: string) => at(`/PayloadContent/${index}`, key)

function repeated(payloads: PlistDict[], key: string): { index: number; first: number }[] {
  const seen = new Map<string, number>()
  return payloads.flatMap((payload, index) => {
    const value = payload[key]
    if (typeof value !== 'string') return []
    const first = seen.get(value.toLowerCase())
    if (first === undefined) seen.set(value.toLowerCase(), index)
    return first === undefined ? [] : [{ index, first }]
  })
}

/** A second MDM payload is refused by the device or, on an older one, takes its management away from this server. */
function checkManagement(payloads: PlistDict[]): Finding[] {
  const mdm = payloads.filter((payload) => payload['PayloadType'] === 'com.apple.mdm')
  const identities = new Set(mdm.map((payload) => payload['IdentityCertificateUUID']))
  return payloads.flatMap((payload, index) => {
    if (mdm.includes(payload))
      return [
        error(
          'mdm-inside',
          `/PayloadContent/${index}`,
          'enrolls devices in a management server; they have one here',
        ),
      ]
    const uuid = payload['PayloadUUID']
    return uuid !== undefined && identities.has(uuid)
      ? [
          error(
            'mdm-identity',
            `/PayloadContent/${index}`,
            'is the identity for the management server in this profile',
          ),
        ]
      : []
  })
}
