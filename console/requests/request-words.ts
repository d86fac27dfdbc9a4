import type { EnrollmentRequest } from '../../src/contract/enrollment-request.ts'
import { t } from '../texts/t.ts'

export const nameOf = ({ device, name, userName }: EnrollmentRequest): string =>
  device?.identifier ?? name ?? userName ?? ''

/** Why a request is where it is, where that is not plain from its status. */
export function noteOf({ status, channel, endReason, failure }: EnrollmentRequest): string | null {
  if (status === 'accepted') return null
  if (endReason) return t(`request.ended.${endReason}`)
  if (failure) return failure
  return status === 'none' && channel !== 'qr' ? t('request.waits') : null
}

/** Its link can be sent or shown: nobody has used it, and nobody has ended it. */
export const isLive = ({ status, endReason }: EnrollmentRequest): boolean =>
  status !== 'accepted' && endReason === null
