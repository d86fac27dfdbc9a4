import { randomBytes } from 'node:crypto'
import type { BulkEnrollment } from '../../contract/bulk-enrollment.ts'

/** 128 random bits: unguessable, and short in a QR code. */
export const newBulkToken = (): string => randomBytes(16).toString('base64url')

const dayMs = 24 * 60 * 60 * 1000

/** I26: so many days from now, whatever the expiry was before. */
export const tokenExpiry = (now: Date, days: number): Date => new Date(now.getTime() + days * dayMs)

export const tokenState = (expiresAt: string | null, now: Date): BulkEnrollment['tokenState'] => {
  if (expiresAt === null) return 'none'
  return Date.parse(expiresAt) > now.getTime() ? 'valid' : 'expired'
}

/** The place that a sealed token is bound to. */
export const tokenPlace = (id: string): string => `bulk_enrollment.token_sealed:${id}`
