import { randomFillSync } from 'node:crypto'

let lastMs = 0
let counter = 0

/**
 * UUIDv7 (RFC 9562, section 5.7). The 12 bits after the time count up within a millisecond (method 1 of section 6.2),
 * so ids of one process sort in the order they were made.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  counter = nowMs > lastMs ? 0 : counter + 1
  lastMs = Math.max(nowMs, lastMs)
  if (counter > 0xfff) {
    counter = 0
    lastMs += 1
  }
  const bytes = random16()
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const pool = Buffer.alloc(16 * 256)
let used = pool.length

/** Randomness is asked for in bulk: a call for 16 bytes costs more than everything else here, and lists need thousands. */
function random16(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 16
  return Buffer.from(pool.subarray(used - 16, used))
}
