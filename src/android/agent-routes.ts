import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { GivenLogin } from '../admission/answers.ts'
import { countCodeTry, settleCodeTry } from '../admission/code-tries.ts'
import type { ReceivedArrival } from '../admission/receive-arrival.ts'
import { CodeRequest, LoginRequest, RegisterRequest } from '../contract/android-agent.ts'
import type { AdmissionReason } from '../contract/arrival.ts'
import type { Platform } from '../platform/platform.ts'
import { hashToken } from '../platform/secrets/password.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { checkPassword } from '../sign-on/sign-on.ts'
import { agentPaths } from './agent-paths.ts'
import { countGuess, takeBackGuess } from './guess-limit.ts'
import { register, type Registering } from './register.ts'

const options = { bodyLimit: 16 * 1024, schema: { hide: true } }

/** What agents talk to: JSON in and out, no cookies, no problem documents (docs/android-agent.md). */
export function agentRoutes(server: FastifyInstance, platform: Platform): void {
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
  if (!said.success) {
    const message = said.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
    return reply.code(400).send({ code: 'request.invalid', message })
  }
  const token = said.data.token ? hashToken(said.data.token).toString('base64url') : null
  const waitSeconds = await countGuess(platform, request.ip, token)
  if (waitSeconds !== undefined) return tooMany(reply, waitSeconds)
  const asked = await read(said.data)
  const result = await register(platform, asked)
  if ('refused' in result) {
    if (!isGuess(result.refused)) await takeBackGuess(platform, request.ip, token)
    return refuse(platform, reply, result.refused)
  }
  await takeBackGuess(platform, request.ip, token)
  await asked.settle?.()
  return reply.send(result.registered)
}

/** The token may come as a header, where no log has it. */
function withBearer({ body, headers: { authorization = '' } }: FastifyRequest): unknown {
  const [, bearer] = /^Bearer (\S+)$/i.exec(authorization) ?? []
  return bearer && typeof body === 'object' && body !== null ? { token: bearer, ...body } : body
}

const tooMany = (reply: FastifyReply, waitSeconds: number) =>
  reply
    .code(429)
    .header('Retry-After', String(waitSeconds))
    .send({ code: 'too-many-tries', message: `Too many attempts. Try again in ${waitSeconds} seconds.` })

/** Only what somebody would try out numbers for. */
const isGuess = ({ decision: { reason } }: ReceivedArrival) => reason === 'unknown-device'

const challenges: Partial<Record<AdmissionReason, 'login' | 'code' | 'terms' | 'ownership'>> = {
  'login-needed': 'login',
  'wrong-login': 'login',
  'unknown-user': 'login',
  'wrong-user': 'login',
  'sign-on-unavailable': 'login',
  'code-needed': 'code',
  'wrong-code': 'code',
  'ambiguous-code': 'code',
  'terms-needed': 'terms',
  'ownership-needed': 'ownership',
}

const words: Partial<Record<AdmissionReason, string>> = {
  'login-needed': 'Sign in with your user name and password.',
  'wrong-login': 'The user name or the password is wrong.',
  'unknown-user': 'Nobody of that name may enroll devices here. Ask your help desk.',
  'wrong-user': 'This device is meant for another person. Ask your help desk.',
  'sign-on-unavailable': 'Passwords cannot be checked at the moment. Try again later.',
  'too-many-tries': 'Too many wrong attempts. Wait, then try again.',
  'code-needed': 'Enter the key and code of this device.',
  'wrong-code': 'The key or the code is wrong.',
  'ambiguous-code': 'Enter the key, too.',
  'terms-needed': 'Accept the terms of use.',
  'ownership-needed': 'Say whether the device is your own or your organization’s.',
  'unknown-device': 'This device is not on the list of your organization. Ask your help desk.',
  'ambiguous-device': 'Several devices on the list have the numbers of this one. Ask your help desk.',
  'already-registered': 'Another device has enrolled with the numbers of this one. Ask your help desk.',
  withdrawn: 'This device was withdrawn from use. Ask your help desk.',
  expired: 'The time to enroll this device is over. Ask your help desk.',
  'wrong-platform': 'This device is on the list as another kind of device. Ask your help desk.',
}

async function refuse({ db }: Platform, reply: FastifyReply, { shortCode, decision }: ReceivedArrival) {
  const { reason } = decision
  const message = words[reason] ?? 'This device cannot be enrolled. Ask your help desk.'
  const challenge = challenges[reason]
  if (reason === 'too-many-tries') return reply.code(429).send({ code: reason, message, shortCode })
  if (!challenge) return reply.code(403).send({ code: reason, message, shortCode })
  const terms = challenge === 'terms' ? { terms: (await readEnrollmentSettings(db)).termsText } : {}
  return reply.code(401).send({ challenge, code: reason, message, shortCode, ...terms })
}
