import { setTimeout as sleep } from 'node:timers/promises'

import type { FastifyReply, FastifyRequest } from 'fastify'

/** An answer before it is written to the socket. */
export type Answer = {
  status: number
  headers: Record<string, string>
  body: string
}

export const jsonType = 'application/json;charset=UTF8'

export const jsonAnswer = (value: unknown): Answer => ({
  status: 200,
  headers: { 'Content-Type': jsonType },
  body: JSON.stringify(value),
})

export const emptyAnswer = (): Answer => ({ status: 200, headers: {}, body: '' })

type Sending = { delayMs: number; cutShort: boolean }

/** Past the framework, which would make the names of headers small: Apple's are not. `cutShort`: the line breaks half way. */
export async function send(
  reply: FastifyReply,
  answer: Answer,
  { delayMs, cutShort }: Sending,
): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false })
  const body = Buffer.from(answer.body)
  const { raw } = reply.hijack()
  raw.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length })
  if (!cutShort) raw.end(body)
  else raw.write(body.subarray(0, body.length >> 1), () => raw.destroy())
}

/** Ends the connection without an answer. */
export function hangUp(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  request.raw.socket.destroy()
}

/** The address as the client wrote it, which an OAuth signature covers. */
export const requestUrl = (request: FastifyRequest) =>
  new URL(request.url, `${request.protocol}://${request.headers.host ?? 'localhost'}`)

/** Bodies arrive as bytes, whatever their content type says. */
export const bodyBytes = ({ body }: FastifyRequest) => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))
