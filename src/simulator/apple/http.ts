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
  headers: { 'content-type': jsonType },
  body: JSON.stringify(value),
})

export async function send(reply: FastifyReply, answer: Answer, delayMs: number): Promise<void> {
  if (delayMs > 0) await sleep(delayMs)
  await reply.code(answer.status).headers(answer.headers).send(answer.body)
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
