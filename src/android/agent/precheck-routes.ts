import type { FastifyInstance } from 'fastify'
import { PrecheckRequest } from '../../contract/android-agent.ts'
import type { Platform } from '../../platform/platform.ts'
import { hashToken } from '../../platform/secrets/password.ts'
import { refuseInvalid, tooMany, withBearer } from './agent-answers.ts'
import { agentPaths } from './agent-paths.ts'
import { countGuess, takeBackGuess } from './guess-limit.ts'
import { precheck } from './precheck.ts'

/** For agents that set a phone up by what the server knows of it; limited like registrations, since it tells what is listed. */
export function precheckRoutes(server: FastifyInstance, platform: Platform): void {
  const options = { bodyLimit: 16 * 1024, schema: { hide: true } }
  server.post(agentPaths.precheck, options, async (request, reply) => {
    const said = PrecheckRequest.safeParse(withBearer(request))
    if (!said.success) return refuseInvalid(reply, said.error)
    const token = said.data.token ? hashToken(said.data.token).toString('base64url') : null
    const waitSeconds = await countGuess(platform, request.ip, token)
    if (waitSeconds !== undefined) return tooMany(reply, waitSeconds)
    const answer = await precheck(platform, said.data)
    if (answer.listed) await takeBackGuess(platform, request.ip, token)
    return reply.header('Cache-Control', 'no-store').send(answer)
  })
}
