import type { z } from 'zod'
import type { BulkConfigurationAnswer } from '../contract/bulk-configuration.ts'
import type { BulkEnrollment } from '../contract/bulk-enrollment.ts'

/** A bulk enrollment for a terminal. */
export const bulkText = (bulk: BulkEnrollment): string =>
  [
    `Name       ${bulk.name}`,
    ...(bulk.description ? [`About      ${bulk.description}`] : []),
    `Type       ${bulk.type}`,
    `Devices    ${bulk.deviceCount}: ${bulk.waitingCount} have not enrolled yet`,
    `User       ${bulk.userName ?? 'none'}`,
    `Token      ${tokenText(bulk)}`,
    ...bulk.attributes.map(
      ({ name, type, required }) => `Attribute  ${name}: ${type}${required ? ', required' : ''}`,
    ),
    ...Object.entries(bulk.defaultAttributes).map(([name, value]) => `Default    ${name}: ${value}`),
    ...(bulk.attributesFollowList
      ? ['Follows    custom attributes of enrolled devices follow the list']
      : []),
    `Id         ${bulk.id}`,
  ].join('\n')

function tokenText({ token, tokenState, tokenExpiresAt }: BulkEnrollment): string {
  if (tokenState === 'none') return 'none'
  return `${token ?? '(not shown)'}, ${tokenState}, until ${tokenExpiresAt ?? ''}`
}

/** How large the code is, and what is wrong or doubtful. */
export const configurationText = ({ qr, findings }: z.infer<typeof BulkConfigurationAnswer>): string =>
  [
    qr.version === null
      ? `Code       ${qr.bytes} bytes fit no QR code`
      : `Code       ${qr.bytes} bytes, version ${qr.version}, error correction ${qr.errorCorrection}`,
    ...findings.map(({ severity, pointer, message }) => `${severity.padEnd(10)} ${pointer} ${message}`),
  ].join('\n')
