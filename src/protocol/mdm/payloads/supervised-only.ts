import type { PlistDict } from '../../plist/plist.ts'
import type { PayloadContent } from './content.ts'
import { payloadTypeOf } from './payload-types.ts'
import { restrictionOf } from './restrictions.ts'

/** What of a payload only supervised iPhones, iPads and Apple TVs heed: its type, or keys of it. */
export function supervisedOnlyOf(payload: PlistDict): string[] {
  const type = payload['PayloadType']
  if (typeof type !== 'string') return []
  if (payloadTypeOf(type)?.supervisedOnly) return [type]
  if (type === 'com.apple.applicationaccess') return supervisedKeys(payload)
  return type === 'com.apple.vpn.managed' && payload['VPNType'] === 'AlwaysOn' ? ['AlwaysOn'] : []
}

const supervisedKeys = (values: object): string[] =>
  Object.keys(values).filter((key) => restrictionOf(key)?.supervisedOnly)

/** The same of what a form says. */
export const supervisedOnlyIn = (content: PayloadContent): string[] =>
  content.kind === 'restrictions' ? supervisedKeys(content.values) : []
