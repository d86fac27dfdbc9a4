import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Decision } from '../../admission/decision.ts'
import type { AdmissionReason } from '../../contract/arrival.ts'

/** What agents are told in plain JSON, whichever door they came to. */

export const refuseInvalid = (reply: FastifyReply, { issues }: z.ZodError) =>
  reply.code(400).send({
    code: 'request.invalid',
    message: issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  })

/** The token may come as a header, where no log has it. */
export function withBearer({ body, headers: { authorization = '' } }: FastifyRequest): unknown {
  const [, bearer] = /^Bearer (\S+)$/i.exec(authorization) ?? []
  return bearer && typeof body === 'object' && body !== null ? { token: bearer, ...body } : body
}

export const tooMany = (reply: FastifyReply, waitSeconds: number) =>
  reply
    .code(429)
    .header('Retry-After', String(waitSeconds))
    .send({
      code: 'too-many-tries',
      message: `Too many attempts. Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`,
    })

/** Only what somebody would try out numbers for. */
export const isGuess = ({ reason }: Pick<Decision, 'reason'>): boolean => reason === 'unknown-device'

export const challenges: Partial<Record<AdmissionReason, 'login' | 'code' | 'terms' | 'ownership'>> = {
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

export const words: Partial<Record<AdmissionReason, string>> = {
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
  'already-registered':
    'Another device is enrolled with the numbers of this one. Ask your help desk to let this one take its place.',
  withdrawn: 'This device was withdrawn from use. Ask your help desk.',
  expired: 'The time to enroll this device is over. Ask your help desk.',
  'wrong-platform': 'This device is on the list as another kind of device. Ask your help desk.',
}
