import { createHash } from 'node:crypto'

/**
 * A UUID (version 8, RFC 9562 5.8) that is always the same for the same names, in Apple's upper case. Payloads keep
 * their identity from one issue of a profile to the next through it.
 */
export function stableUuid(...names: string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const [a, b, c, d, e] = [
    [0, 4],
    [4, 6],
    [6, 8],
    [8, 10],
    [10, 16],
  ].map(([from, to]) => bytes.toString('hex', from, to))
  return `${a}-${b}-${c}-${d}-${e}`.toUpperCase()
}
