import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { GivenLogin } from '../../admission/answers.ts'
import { countCodeTry, settleCodeTry } from '../../admission/code-tries.ts'
import type { ReceivedArrival } from '../../admission/receive-arrival.ts'
import { CodeRequest, LoginRequest, RegisterRequest } from '../../contract/android-agent.ts'
import { uniqueViolation } from '../../platform/db/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { hashToken } from '../../platform/secrets/password.ts'
import { readEnrollmentSettings } from '../../settings/settings-store.ts'
import { checkPassword } from '../../sign-on/sign-on.ts'
import { challenges, isGuess, refuseInvalid, tooMany, withBearer, words } from './agent-answers.ts'
import { agentPaths } from './agent-paths.ts'
import type { OwnDeviceListener } from './own-device.ts'
import { countGuess, takeBackGuess } from './guess-limit.ts'
import { register, type RegisterAnswer, type Registering } from './register.ts'

const options = { bodyLimit: 16 * 1024, schema: { hide: true } }

/** What agents talk to: JSON in and out, no cookies (docs/android-agent.md). What is no JSON is refused before, as everywhere. */
export function agentRoutes(
  server: FastifyInstance,
  platform: Platform,
  { onOwnDevice }: { onOwnDevice: OwnDeviceListener },
): void {
  server.post(agentPaths.register, options, (request, reply) =>
    answer(platform, request, reply, RegisterRequest, async (said) => ({
      request: said,
      address: request.ip,
    })),
  )
  server.post(agentPaths.login, options, (request, reply) =>
    answer(platform, request, reply, LoginRequest, async ({ username, password, ...said }) => ({
      request: said,
      address: request.ip,
      onOwnDevice,
      credential: await loginOf(platform, { userName: username, password, address: request.ip }),
    })),
  )
  server.post(agentPaths.code, options, (request, reply) =>
    answer(platform, request, reply, CodeRequest, async ({ key, code, ...said }) => {
      const tried = { key, device: said.serial ?? said.imei ?? '', address: request.ip }
      const waitSeconds = await countCodeTry(platform, tried)
      return {
        request: said,
        address: request.ip,
        credential: { kind: 'code', key, code, waitSeconds },
        settle: () => settleCodeTry(platform, tried),
      }
    }),
  )
}

type Typed = { userName: string; password: string; address: string }

async function loginOf(platform: Platform, typed: Typed): Promise<GivenLogin> {
  const result = await checkPassword(platform, typed)
  return { kind: 'login', userName: typed.userName, result }
}

type Asked = Registering & { settle?: () => Promise<void> }

async function answer<S extends z.ZodType<RegisterRequest>>(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  schema: S,
  read: (said: z.output<S>) => Promise<Asked>,
) {
  const said = schema.safeParse(withBearer(request))
  if (!said.success) return refuseInvalid(reply, said.error)
  const token = said.data.token ? hashToken(said.data.token).toString('base64url') : null
  const waitSeconds = await countGuess(platform, request.ip, token)
  if (waitSeconds !== undefined) return tooMany(reply, waitSeconds)
  const asked = await read(said.data)
  const result = await registerInTurn(platform, asked)
  if ('refused' in result) {
    if (!isGuess(result.refused.decision)) await takeBackGuess(platform, request.ip, token)
    return refuse(platform, reply, result.refused)
  }
  await takeBackGuess(platform, request.ip, token)
  await asked.settle?.()
  return reply.send(result.registered)
}

/** Of two calls at once with which a person brings one phone, the second finds the record of the first. */
async function registerInTurn(platform: Platform, asked: Registering): Promise<RegisterAnswer> {
  try {
    return await register(platform, asked)
  } catch (error) {
    if (!asked.onOwnDevice || !isTaken(error)) throw error
    return register(platform, asked)
  }
}

const isTaken = (error: unknown) =>
  uniqueViolation(error) !== undefined || (error instanceof Problem && error.code === 'device.imei-taken')

async function refuse({ db }: Platform, reply: FastifyReply, { shortCode, decision }: ReceivedArrival) {
  const { reason } = decision
  const message = words[reason] ?? 'This device cannot be enrolled. Ask your help desk.'
  const challenge = challenges[reason]
  if (reason === 'too-many-tries') return reply.code(429).send({ code: reason, message, shortCode })
  if (!challenge) return reply.code(403).send({ code: reason, message, shortCode })
  const terms = challenge === 'terms' ? { terms: (await readEnrollmentSettings(db)).termsText } : {}
  return reply.code(401).send({ challenge, code: reason, message, shortCode, ...terms })
}
