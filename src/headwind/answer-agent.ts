import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem } from '../platform/problem.ts'
import type { Platform } from '../platform/platform.ts'
import { errorEnvelope, okEnvelope, type HeadwindError } from '../protocol/headwind/messages.ts'
import { isSignedBy, responseSignature } from '../protocol/headwind/signature.ts'
import { headwindMeans, type HeadwindMeans } from './headwind-settings.ts'

/** Where the adapter is off there is nothing at these addresses. */
export async function meansOrNothing(platform: Platform): Promise<HeadwindMeans> {
  const means = await headwindMeans(platform)
  if (!means.enabled) throw new Problem('route.not-found')
  return means
}

const Params = z.object({ number: z.string().trim().min(1).max(200) })

/** The number in the address; empty where it is none. */
export const numberOf = (request: FastifyRequest): string =>
  Params.safeParse(request.params).data?.number ?? ''

const json = 'application/json; charset=utf-8'

/** Everything but trouble of the network is answered with 200 (android.md 3.1). */
export function sendOk(reply: FastifyReply, means: HeadwindMeans, data: unknown): FastifyReply {
  const text = JSON.stringify(data)
  if (means.sharedSecret !== null)
    void reply.header('X-Response-Signature', responseSignature(means.sharedSecret, text))
  return reply.type(json).header('Cache-Control', 'no-store').send(okEnvelope(text))
}

export const sendError = (reply: FastifyReply, error: HeadwindError, status = 200): FastifyReply =>
  reply.code(status).type(json).header('Cache-Control', 'no-store').send(errorEnvelope(error))

/** True where no secret is set. */
export function isSigned(
  { sharedSecret }: HeadwindMeans,
  request: FastifyRequest,
  values: readonly string[],
): boolean {
  if (sharedSecret === null) return true
  const given = request.headers['x-request-signature']
  return isSignedBy(sharedSecret, values, typeof given === 'string' ? given : undefined)
}
