import net from 'node:net'
import tls from 'node:tls'
import { Client } from 'ldapts'
import type { StoredLdap } from './sign-on-settings-store.ts'

/** One connection to a directory for one talk. */
export type Directory = { client: Client; secure: () => Promise<void>; close: () => void }

/**
 * ldapts may connect anew by itself when the other side hangs up, and then neither TLS nor the bind before would be there: the
 * password could go out in the clear. So there is one connection, and none after it. `timeoutSeconds` is the time for the whole talk, since a server
 * may also fall silent in the middle of a handshake.
 */
export function openDirectory(ldap: StoredLdap): Directory {
  const { hostname, protocol } = new URL(ldap.url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const trust: tls.ConnectionOptions = {
    host,
    ...(net.isIP(host) ? {} : { servername: host }),
    ...(ldap.ca ? { ca: ldap.ca } : {}),
  }
  let socket: net.Socket | undefined
  const once = <S extends net.Socket>(connect: () => S): S => {
    if (socket) throw new Error('The directory closed the connection')
    const made = connect()
    socket = made
    return made
  }
  const client = new Client({
    url: ldap.url,
    createConnection: ((port: number) => once(() => net.connect(port, host))) as typeof net.connect,
    ...(protocol === 'ldaps:' && {
      createSecureConnection: ((port: number) =>
        once(() => tls.connect({ ...trust, port }))) as typeof tls.connect,
    }),
  })
  const deadline = setTimeout(() => {
    socket?.destroy(new Error(`The directory did not answer within ${ldap.timeoutSeconds} seconds`))
  }, ldap.timeoutSeconds * 1000)
  return {
    client,
    secure: async () => {
      if (ldap.startTls && protocol === 'ldap:') await client.startTLS({ ...trust })
    },
    close: () => {
      clearTimeout(deadline)
      socket?.destroy()
    },
  }
}
