import { createHmac, timingSafeEqual } from 'node:crypto'

/** Where a client stands: how much of a listing it has, and from which event on it wants changes. */
export type Cursor = {
  /** The listing that is being read; 0 when there is nothing left to list. */
  listing: number
  offset: number
  /** Index of the first event that was not delivered. */
  event: number
  issuedAt: number
  /** Makes every cursor new, even two within a millisecond. */
  serial: number
}

export const cursorLifetimeMs = 7 * 24 * 3600 * 1000

/**
 * Opaque text as Apple's: unpadded base64, far below the 128 characters that some clients store.
 * The seal makes a cursor of another server, or of an earlier run, an invalid one.
 */
export function writeCursor(key: Uint8Array, cursor: Cursor): string {
  const fields = [cursor.listing, cursor.offset, cursor.event, cursor.issuedAt, cursor.serial].join(':')
  return Buffer.from(`${fields}:${seal(key, fields)}`).toString('base64url')
}

export function readCursor(key: Uint8Array, text: string): Cursor | undefined {
  if (!/^[\w-]{1,128}$/.test(text)) return undefined
  const plain = Buffer.from(text, 'base64url').toString('latin1')
  const fields = plain.slice(0, plain.lastIndexOf(':'))
  if (!/^\d+(:\d+){4}$/.test(fields)) return undefined
  const expected = Buffer.from(seal(key, fields))
  const found = Buffer.from(plain.slice(fields.length + 1), 'latin1')
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) return undefined
  const [listing = 0, offset = 0, event = 0, issuedAt = 0, serial = 0] = fields.split(':').map(Number)
  return { listing, offset, event, issuedAt, serial }
}

const seal = (key: Uint8Array, fields: string) =>
  createHmac('sha256', key).update(fields).digest('hex').slice(0, 12)
