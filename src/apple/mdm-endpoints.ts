import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AnswerListener } from '../commands/answer-listener.ts'
import type { Platform } from '../platform/platform.ts'
import type { Authorities } from './authority.ts'
import { callerFinder } from './caller.ts'
import { MisusedCertificate, noteMisuse } from './certificate-misuse.ts'
import { answerCheckIn, type Signed } from './check-in.ts'
import { identityReader, type IdentityMeans } from './device-identity.ts'
import { bodyOf } from './device-scope.ts'
import { answerPoll } from './poll.ts'
import { paths } from './profile.ts'

type Means = {
  authorities: () => Promise<Authorities>
  identity: IdentityMeans | undefined
  answerListeners: readonly AnswerListener[]
  limits: { checkIn: number; poll: number }
}

/** Check-ins and polls (apple-mdm.md 4, 5). An answer is 200, with something to say or empty. */
export function serveMdm(scope: FastifyInstance, platform: Platform, means: Means): void {
  const { authorities, answerListeners, limits } = means
  const readIdentity = identityReader(authorities, means.identity)
  const findCaller = callerFinder(platform.pool)
  const schema = { hide: true }

  const signedBy = async (request: FastifyRequest): Promise<Signed> => {
    const certificate = await readIdentity(request)
    return {
      findCaller: () => findCaller(certificate, platform.clock()),
      authorities,
      body: bodyOf(request),
      address: request.ip,
    }
  }

  const noticing = async <T>(request: FastifyRequest, answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      if (error instanceof MisusedCertificate) await noteMisuse(platform, error, request.ip)
      throw error
    }
  }

  scope.put(paths.checkIn, { bodyLimit: limits.checkIn, schema }, async (request, reply) => {
    const answer = await noticing(request, answerCheckIn(platform, await signedBy(request)))
    return answer ? reply.type(xml).send(Buffer.from(answer)) : reply.send()
  })

  scope.put(paths.mdm, { bodyLimit: limits.poll, schema }, async (request, reply) => {
    const command = await noticing(request, answerPoll(platform, await signedBy(request), answerListeners))
    return command ? reply.type(xml).send(command) : reply.send()
  })
}

const xml = 'application/xml; charset=UTF-8'
