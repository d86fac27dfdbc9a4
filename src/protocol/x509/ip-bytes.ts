import { isIPv4, isIPv6 } from 'node:net'

/** The 4 or 16 bytes of an address as certificates carry it. */
export function ipBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  if (!isIPv6(address) || address.includes('%')) throw new RangeError(`"${address}" is not an IP address`)

  const [head = '', tail] = address.split('::')
  const front = groups(head)
  const back = groups(tail ?? '')
  return Buffer.concat([front, Buffer.alloc(16 - front.length - back.length), back])
}

/** The last group of IPv6 may be an IPv4 address in its usual form. */
const groups = (text: string): Buffer =>
  Buffer.concat(
    text
      .split(':')
      .filter((group) => group !== '')
      .map((group) => (group.includes('.') ? ipBytes(group) : Buffer.from(group.padStart(4, '0'), 'hex'))),
  )
