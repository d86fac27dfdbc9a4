import { supervisedOnlyIn } from '../protocol/mdm/payloads/supervised-only.ts'
import type { WholeContent } from './content.ts'
import { readUpload } from './upload.ts'

/** Whether supervised devices alone heed some of it (W23). */
export function needsSupervision(content: WholeContent): boolean {
  if (content.kind === 'app') return false
  if (content.kind !== 'configuration-profile') return supervisedOnlyIn(content).length > 0
  const { payloads } = readUpload(Buffer.from(content.bytes, 'base64')).profile
  return payloads.some(({ supervisedOnly }) => supervisedOnly.length > 0)
}
