import net from 'node:net'
import tls from 'node:tls'
import { onTestFinished } from 'vitest'
import {
  Asn1Error,
  octetString,
  readAsn1,
  seq,
  set,
  tlv,
  type Asn1Node,
} from '../../src/protocol/asn1/asn1.ts'

export type LdapEntry = { dn: string; password?: string; attributes: Record<string, string[]> }

/** What this server does otherwise than an ordinary one. */
export type Mood = {
  /** Takes the connection and says nothing. */
  silent?: boolean
  /** Says yes to StartTLS and then nothing. */
  silentTls?: boolean
  /** Hangs up when TLS stands. */
  hangsUpAfterTls?: boolean
  /** The result code for a bind as an entry. */
  bindCode?: number
}

export type TestLdapServer = {
  url: string
  port: number
  mood: Mood
  /** Names that were bound as, with whether TLS was there. */
  binds: { dn: string; password: string; secure: boolean }[]
  connections: () => number
}

type Options = { entries: LdapEntry[]; certificate?: { key: string; cert: string }; ldaps?: boolean }

/** A directory that speaks RFC 4511 over real sockets: bind, search (equality, and, or, present), StartTLS. Ended after the test. */
export async function ldapServer({ entries, certificate, ldaps = false }: Options): Promise<TestLdapServer> {
  const mood: Mood = {}
  const binds: TestLdapServer['binds'] = []
  const open = new Set<net.Socket>()
  let connections = 0
  const serve = (socket: net.Socket, secure: boolean): void => {
    let waiting: Buffer = Buffer.alloc(0)
    socket.on('error', () => {})
    /** Answers whether the next message is for here too. */
    const answer = ([id, request]: [Asn1Node, Asn1Node]): boolean => {
      const send = (...operations: Buffer[]) => {
        for (const operation of operations) socket.write(seq(tlv(2, id.content), operation))
      }
      if (request.tag === 0x60) send(result(0x61, bind(request, secure)))
      else if (request.tag === 0x63) send(...search(request, entries))
      else if (request.tag === 0x42) socket.end()
      else {
        send(result(0x78, 0))
        socket.off('data', take)
        beginTls(socket)
        return false
      }
      return true
    }
    const take = (bytes: Buffer): void => {
      waiting = Buffer.concat([waiting, bytes])
      for (let message = nextMessage(waiting); message && !mood.silent; message = nextMessage(waiting)) {
        waiting = waiting.subarray(message.raw.length)
        if (!answer(message.children as [Asn1Node, Asn1Node])) return
      }
    }
    socket.on('data', take)
  }
  const beginTls = (socket: net.Socket): void => {
    if (mood.silentTls || !certificate) return
    const secured = new tls.TLSSocket(socket, { isServer: true, ...certificate })
    secured.on('error', () => {})
    secured.once('secure', () => (mood.hangsUpAfterTls ? secured.destroy() : serve(secured, true)))
  }
  const bind = (request: Asn1Node, secure: boolean): number => {
    const [, name, simple] = request.children as [Asn1Node, Asn1Node, Asn1Node]
    const [dn, password] = [name.content.toString(), simple.content.toString()]
    binds.push({ dn, password, secure })
    // RFC 4513, section 5.1.2: a bind without a password succeeds as nobody.
    if (password === '' || dn === '') return 0
    const entry = entries.find((one) => one.dn === dn)
    return entry?.password === password ? (mood.bindCode ?? 0) : 49
  }
  const accept = (socket: net.Socket): void => {
    connections++
    open.add(socket)
    serve(socket, ldaps)
  }
  const server = ldaps ? tls.createServer({ ...certificate }, accept) : net.createServer(accept)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    return new Promise((done) => void server.close(() => done()))
  })
  const { port } = server.address() as net.AddressInfo
  const url = `${ldaps ? 'ldaps' : 'ldap'}://127.0.0.1:${port}`
  return { url, port, mood, binds, connections: () => connections }
}

function nextMessage(bytes: Buffer): Asn1Node | undefined {
  try {
    return bytes.length === 0 ? undefined : readAsn1(bytes, { trailing: 'ignore' })
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}

/** RFC 4511, section 4.1.9. */
const result = (tag: number, code: number): Buffer =>
  tlv(tag, tlv(0x0a, Buffer.from([code])), text(''), text(code === 0 ? '' : 'as the test wants it'))
const text = (value: string) => octetString(Buffer.from(value))

function search(request: Asn1Node, entries: LdapEntry[]): Buffer[] {
  const [base, , , limit, , , filter] = request.children
  const under = base!.content.toString()
  const found = entries.filter((entry) => entry.dn.endsWith(under) && matches(filter!, entry))
  const most = limit!.content.readUIntBE(0, limit!.content.length) || found.length
  const code = found.length > most ? 4 : 0
  return [...found.slice(0, most).map(entryOf), result(0x65, code)]
}

/** Section 4.5.1.7, as much of it as is needed. */
function matches(filter: Asn1Node, entry: LdapEntry): boolean {
  if (filter.tag === 0xa0) return filter.children.every((one) => matches(one, entry))
  if (filter.tag === 0xa1) return filter.children.some((one) => matches(one, entry))
  if (filter.tag === 0x87) return valuesOf(entry, filter.content.toString()).length > 0
  if (filter.tag !== 0xa3) throw new Error(`A filter that this server does not know: ${filter.tag}`)
  const [attribute, value] = filter.children.map((one) => one.content.toString()) as [string, string]
  return valuesOf(entry, attribute).some((one) => one.toLowerCase() === value.toLowerCase())
}

const valuesOf = ({ attributes }: LdapEntry, name: string): string[] =>
  Object.entries(attributes).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? []

const entryOf = ({ dn, attributes }: LdapEntry): Buffer =>
  tlv(
    0x64,
    text(dn),
    seq(
      ...Object.entries(attributes).map(([name, values]) =>
        seq(text(name), set(...values.map((one) => text(one)))),
      ),
    ),
  )
