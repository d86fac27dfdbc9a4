import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../platform/db/database.ts'
import { byteRange, type ByteRange } from './byte-range.ts'
import { chunkCache } from './chunk-cache.ts'
import { chunkBytes, findAgentByFile, findChunk, findNewest, type AgentRecord } from './hosted-agent-store.ts'

type Params = { key: string; file: string }

/** At once in one process: each holds a part of a file in memory. */
const mostDownloads = 200
/** A phone that takes nothing for so long has gone. */
const idleMs = 60_000

/**
 * What the set-up wizard of a phone calls, without a login. `/android/agents/KEY/agent.apk` is the newest file of a package and a
 * certificate; with the SHA-256 of a file in place of the key it is that file for ever.
 */
export function serveAgentFiles(server: FastifyInstance, { db }: { db: Db }): void {
  const readChunk = chunkCache((id, position) => findChunk(db, id, position))
  let running = 0
  server.route({
    method: ['GET', 'HEAD'],
    url: '/android/agents/:key/:file',
    schema: { hide: true },
    async handler(request, reply) {
      const { key, file } = request.params as Params
      const agent = file.endsWith('.apk') ? await findByKey(db, key) : undefined
      if (!agent) return reply.code(404).type('text/plain').send('There is no such agent.\n')
      const answer = answerTo(request, agent)
      const { range } = request.method === 'HEAD' ? {} : answer
      if (range && running >= mostDownloads) return refuseBusy(reply)
      void reply
        .code(answer.status)
        .headers(headersOf(agent, isFile(key)))
        .headers(answer.headers)
      if (!range) return reply.send()
      const bytes = Readable.from(readBytes(readChunk, agent.id, range), { objectMode: false })
      running += 1
      // Also when the phone has gone before anything was sent: Fastify closes the stream then.
      bytes.once('close', () => (running -= 1))
      reply.raw.setTimeout(idleMs, () => reply.raw.destroy())
      return reply.send(bytes)
    },
  })
}

const isFile = (key: string): boolean => /^[0-9a-f]{64}$/.test(key)

async function findByKey(db: Db, key: string): Promise<AgentRecord | undefined> {
  if (isFile(key)) return findAgentByFile(db, Buffer.from(key, 'hex'))
  return /^[\w-]{16}$/.test(key) ? findNewest(db, key) : undefined
}

const tagOf = ({ sha256 }: AgentRecord): string => `"${sha256.toString('base64url')}"`

const headersOf = (agent: AgentRecord, immutable: boolean) => ({
  'Content-Type': 'application/vnd.android.package-archive',
  'Accept-Ranges': 'bytes',
  ETag: tagOf(agent),
  'Last-Modified': new Date(agent.uploadedAt).toUTCString(),
  'Cache-Control': immutable ? 'public, max-age=31536000, immutable' : 'public, no-cache',
})

type Answer = { status: number; headers: Record<string, string | number>; range?: ByteRange }

/** RFC 9110, section 13.2.2. Android's downloads go on with If-Match, after a pause or a lost network. */
function answerTo({ headers }: FastifyRequest, agent: AgentRecord): Answer {
  const { size } = agent
  const tag = tagOf(agent)
  if (headers['if-match'] && !names(headers['if-match'], tag)) return { status: 412, headers: {} }
  if (headers['if-none-match'] && names(headers['if-none-match'], tag)) return { status: 304, headers: {} }
  const mayCut = headers['if-range'] === undefined || headers['if-range'] === tag
  const range = byteRange(mayCut ? headers.range : undefined, size)
  if (range === 'unsatisfiable') return { status: 416, headers: { 'Content-Range': `bytes */${size}` } }
  if (range === 'whole')
    return { status: 200, headers: { 'Content-Length': size }, range: { from: 0, to: size - 1 } }
  const { from, to } = range
  const cut = { 'Content-Length': to - from + 1, 'Content-Range': `bytes ${from}-${to}/${size}` }
  return { status: 206, headers: cut, range }
}

const names = (header: string, tag: string): boolean =>
  header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag)

const refuseBusy = (reply: FastifyReply) =>
  reply
    .code(503)
    .headers({ 'Retry-After': 30, 'Cache-Control': 'no-store' })
    .type('text/plain')
    .send('Many phones are downloading: try again.\n')

/** One part after the other: what a phone does not take is not read. */
async function* readBytes(
  readChunk: ReturnType<typeof chunkCache>,
  id: string,
  { from, to }: ByteRange,
): AsyncGenerator<Buffer> {
  for (let position = Math.floor(from / chunkBytes); position * chunkBytes <= to; position++) {
    const bytes = await readChunk(id, position)
    if (!bytes) throw new Error('the agent was deleted while a phone downloaded it')
    const start = position * chunkBytes
    yield bytes.subarray(Math.max(0, from - start), Math.min(bytes.length, to - start + 1))
  }
}
