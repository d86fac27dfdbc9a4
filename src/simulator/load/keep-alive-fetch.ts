import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export type KeepAlive = {
  /** What a simulated device needs of `fetch`. Connections are kept and used again; redirects are not followed. */
  fetch: typeof fetch
  /** The plain way, for requests that are made by the thousand. */
  send(order: Sending): Promise<{ status: number; body: Buffer }>
  close(): void
}

export type Sending = {
  url: URL
  method: string
  headers: Record<string, string>
  body?: Uint8Array | string | undefined
}

/** Up to so many connections; whoever comes next waits for one. */
export function keepAlive(connections: number): KeepAlive {
  const options = { keepAlive: true, maxSockets: connections, noDelay: true }
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) }
  const send: KeepAlive['send'] = async (order) => {
    const { status, body } = await answerTo(agents, order)
    return { status, body }
  }
  return {
    send,
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input)
      const headers = Object.fromEntries(new Headers(init.headers))
      const sent = init.body as Uint8Array | string | undefined
      const { status, body, type } = await answerTo(agents, {
        url,
        method: init.method ?? 'GET',
        headers,
        body: sent,
      })
      return new Response(body.length > 0 ? new Uint8Array(body) : null, {
        status,
        ...(type ? { headers: { 'content-type': type } } : {}),
      })
    },
    close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

type Agents = { http: HttpAgent; https: HttpsAgent }
type Answer = { status: number; body: Buffer; type: string | undefined }

function answerTo(agents: Agents, { url, method, headers, body }: Sending): Promise<Answer> {
  const [request, agent] =
    url.protocol === 'https:' ? [httpsRequest, agents.https] : [httpRequest, agents.http]
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          body: Buffer.concat(pieces),
          type: answer.headers['content-type'],
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
