import { BlockList, isIP } from 'node:net'

/** The names that Fastify knows for networks. */
const named: Record<string, [network: string, bits: number][]> = {
  loopback: [
    ['127.0.0.0', 8],
    ['::1', 128],
  ],
  linklocal: [
    ['169.254.0.0', 16],
    ['fe80::', 10],
  ],
  uniquelocal: [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['fc00::', 7],
  ],
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/**
 * Tells whether the other end of a connection is one of the proxies of MUSTER_TRUSTED_PROXIES: addresses, networks and names,
 * with commas between. For what only the next hop may say; `request.ip` looks further back.
 */
export function proxyMatcher(list: string): (address: string | undefined) => boolean {
  const known = new BlockList()
  for (const entry of list.split(',').map((text) => text.trim())) {
    const [address = '', bits] = entry.split('/')
    for (const [network, width] of named[entry] ?? [
      [address, bits === undefined ? (isIP(address) === 6 ? 128 : 32) : Number(bits)] as [string, number],
    ])
      known.addSubnet(network, width, familyOf(network))
  }
  return (address) => {
    const plain = address?.replace(/^::ffff:(?=\d+\.)/i, '')
    return plain !== undefined && isIP(plain) !== 0 && known.check(plain, familyOf(plain))
  }
}
