import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FinishedOidc } from './sign-on.ts'

export type OidcExchange = { request: FastifyRequest; reply: FastifyReply }

/** Pages that send people to the provider, and go on when they are back. A flow knows its own return states. */
export type OidcFlow = {
  owns(returnState: string): boolean
  answer(exchange: OidcExchange, back: FinishedOidc & { returnState: string }): Promise<FastifyReply>
}
