import { supervisedOnlyIn } from '../protocol/mdm/payloads/supervised-only.ts'
import type { WholeContent } from './content.ts'
import { readUpload } from './upload.ts'

/** Whether supervised devices alone heed some of it (W23). */
export function needsSupervision(content: WholeContent): boolean {
  switch (content.kind) {
    case 'configuration-profile':
      return readUpload(Buffer.from(content.bytes, 'base64')).profile.payloads.some(
        ({ supervisedOnly }) => supervisedOnly.length > 0,
      )
    case 'app':
      return false
    default:
      return supervisedOnlyIn(content).length > 0
  }
}
