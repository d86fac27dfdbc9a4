import { createHmac, randomBytes } from 'node:crypto'
import http from 'node:http'

/*
 * A DEP client that shares no code with ours, in the ways of other servers. It is strict where theirs are: an answer that one of
 * them could not read is an error here.
 */

/** How one of the other servers speaks. */
export type Habits = {
  protocol: string
  agent: string
  /** In the Authorization header, before the other parameters. */
  realm?: string
  separator: ', ' | ','
  assignVerb: 'PUT' | 'POST'
  /** Takes the newest `X-ADM-Auth-Session` of any answer. */
  adoptsSessions: boolean
  /** What GET /session carries beside the Authorization. */
  sessionHeaders: Record<string, string>
}

export type Token = Record<'consumer_key' | 'consumer_secret' | 'access_token' | 'access_secret', string>
export type Answer = { status: number; headers: http.IncomingHttpHeaders; names: string[]; text: string }

export class DepRefusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`${answer.status} ${answer.text}`)
    this.answer = answer
  }
}

export class IndependentClient {
  readonly url: URL
  readonly token: Token
  readonly habits: Habits
  session: string | undefined
  /** Sessions opened so far, and how often the token was exchanged for another one by an answer. */
  opened = 0
  rotated = 0

  constructor(url: string, token: Token, habits: Habits) {
    this.url = new URL(url)
    this.token = token
    this.habits = habits
  }

  /** The JSON of an answer; a session that is refused is opened again, once. */
  async call(method: string, path: string, body?: unknown): Promise<Json> {
    this.session ??= await this.open()
    let answer = await this.ask(method, path, body)
    if (answer.status === 401 || answer.text === 'FORBIDDEN') {
      this.session = await this.open()
      answer = await this.ask(method, path, body)
    }
    if (answer.status !== 200) throw new DepRefusal(answer)
    return readAnswer(answer)
  }

  private async open(): Promise<string> {
    const headers = { ...this.habits.sessionHeaders, Authorization: this.sign() }
    const answer = await this.send('GET', '/session', headers)
    if (answer.status !== 200) throw new DepRefusal(answer)
    this.opened += 1
    const session = readAnswer(answer)['auth_session_token']
    if (typeof session !== 'string' || session === '') throw new Error('no session in the answer')
    return session
  }

  private async ask(method: string, path: string, body: unknown): Promise<Answer> {
    const headers = {
      'X-ADM-Auth-Session': this.session!,
      'X-Server-Protocol-Version': this.habits.protocol,
      'Content-Type': 'application/json;charset=UTF8',
    }
    const answer = await this.send(
      method,
      path,
      headers,
      body === undefined ? undefined : JSON.stringify(body),
    )
    const newer = answer.headers['x-adm-auth-session']
    if (this.habits.adoptsSessions && typeof newer === 'string' && newer !== this.session) {
      this.session = newer
      this.rotated += 1
    }
    return answer
  }

  private send(
    method: string,
    path: string,
    headers: http.OutgoingHttpHeaders,
    body?: string,
  ): Promise<Answer> {
    const all = {
      'User-Agent': this.habits.agent,
      ...headers,
      ...(body ? { 'Content-Length': Buffer.byteLength(body) } : {}),
    }
    return new Promise((resolve, reject) => {
      const request = http.request(new URL(path, this.url), { method, headers: all }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('error', reject)
        response.on('end', () => {
          const names = response.rawHeaders.filter((_, index) => index % 2 === 0)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, names, text })
        })
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  /** OAuth 1.0a by hand: RFC 5849 with HMAC-SHA1, without a query. */
  private sign(): string {
    const parameters: Record<string, string> = {
      oauth_consumer_key: this.token.consumer_key,
      oauth_nonce: randomBytes(12).toString('hex'),
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: String(Math.floor(Date.now() / 1000)),
      oauth_token: this.token.access_token,
      oauth_version: '1.0',
    }
    const sorted = Object.keys(parameters)
      .sort()
      .map((name) => `${name}=${quote(parameters[name]!)}`)
      .join('&')
    const base = `GET&${quote(`${this.url.origin}/session`)}&${quote(sorted)}`
    const key = `${quote(this.token.consumer_secret)}&${quote(this.token.access_secret)}`
    parameters['oauth_signature'] = createHmac('sha1', key).update(base).digest('base64')
    const pairs = Object.entries(parameters).map(([name, value]) => `${name}="${quote(value)}"`)
    if (this.habits.realm) pairs.unshift(`realm="${this.habits.realm}"`)
    return `OAuth ${pairs.join(this.habits.separator)}`
  }
}

const quote = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => '%' + sign.charCodeAt(0).toString(16).toUpperCase())

export type Json = { [name: string]: any } // oxlint-disable-line typescript/no-explicit-any -- a test says what it expects

/** Go clients lose a page over an empty date; nothing that is absent may be written as "" or null. */
function readAnswer({ headers, text }: Answer): Json {
  if (headers['content-type'] !== 'application/json;charset=UTF8')
    throw new Error(`Content-Type: ${headers['content-type']}`)
  const value = JSON.parse(text) as Json
  refuseBlanks(value, '')
  return value
}

function refuseBlanks(value: unknown, place: string): void {
  if (value === '' || value === null) throw new Error(`${place} is ${JSON.stringify(value)}`)
  if (typeof value !== 'object') return
  for (const [name, member] of Object.entries(value)) refuseBlanks(member, `${place}/${name}`)
}
