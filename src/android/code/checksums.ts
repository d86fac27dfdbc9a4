import type { BulkConfiguration } from '../../contract/bulk-configuration.ts'
import { checksumFrom } from '../../protocol/android/provisioning.ts'

type Agent = BulkConfiguration['agent']
export type ChecksumError = { pointer: string; code: string; message: string }

/** The checksums of an agent in the one form that Android reads, however they were pasted; what is none stays as it is and is named. */
export function readChecksums(agent: Agent): { agent: Agent; errors: ChecksumError[] } {
  const errors: ChecksumError[] = []
  const read = (name: 'signatureChecksum' | 'packageChecksum'): string | null => {
    const text = agent[name]
    if (!text) return null
    const checksum = checksumFrom(text)
    if (!checksum) errors.push({ pointer: `/agent/${name}`, code: 'agent.checksum', message })
    return checksum ?? text
  }
  const [signatureChecksum, packageChecksum] = [read('signatureChecksum'), read('packageChecksum')]
  return { agent: { ...agent, signatureChecksum, packageChecksum }, errors }
}

const message = 'A checksum has 32 bytes: 64 hexadecimal digits, or 43 characters of base64'
