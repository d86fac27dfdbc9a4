import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FirstRun, FirstRunState, Session, SignIn } from '../contract/admin.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { actorOf, sessionCookie } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { hasAdmins } from './admin-store.ts'
import { finishFirstRun } from './first-run.ts'
import { findIdentity } from './identify.ts'
import { endSession, findSession, rotateSession, type Identity } from './session-store.ts'
import { signIn, type SignInRequest } from './sign-in.ts'

export function sessionRoutes(server: FastifyInstance, platform: Platform): void {
  const { db } = platform
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['session']

  const begin = async (
    request: FastifyRequest,
    reply: FastifyReply,
    credentials: Pick<SignInRequest, 'username' | 'password'>,
  ) => {
    const token = await signIn(db, {
      ...credentials,
      address: request.ip,
      userAgent: request.headers['user-agent'],
    })
    giveCookie(request, reply, token)
    return toSession((await findSession(db, token))!)
  }

  const giveCookie = (request: FastifyRequest, reply: FastifyReply, token: string) => {
    const secure = request.protocol === 'https' || platform.publicUrl().startsWith('https:')
    void reply.setCookie(sessionCookie, token, { path: '/', httpOnly: true, sameSite: 'lax', secure })
  }

  app.get(
    '/api/v1/first-run',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Whether the first administrator is still to be made',
        tags,
        response: { 200: FirstRunState },
      },
    },
    async () => ({ open: !(await hasAdmins(db)) }),
  )

  app.post(
    '/api/v1/first-run',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Make the first administrator and sign in',
        tags,
        body: FirstRun,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const { token, username, password, displayName = username } = request.body
      await finishFirstRun(db, { token, username, displayName, password, address: request.ip })
      const session = await begin(request, reply, { username, password })
      return reply.code(201).send(session)
    },
  )

  app.post(
    '/api/v1/session',
    {
      config: { access: 'public' },
      schema: { summary: 'Sign in', tags, body: SignIn, response: { 200: Session } },
    },
    (request, reply) => begin(request, reply, request.body),
  )

  app.get(
    '/api/v1/session',
    {
      config: { access: 'signed-in' },
      schema: { summary: 'Who I am and what I may do', tags, response: { 200: Session } },
    },
    async (request, reply) => {
      const identity = await findIdentity(db, request)
      if (!identity) throw new Problem('session.required')
      // The console asks this whenever it loads: the place where a session's secret is changed from time to time.
      const token = identity.kind === 'admin' ? request.cookies[sessionCookie] : undefined
      const fresh = token && (await rotateSession(db, token))
      if (fresh) giveCookie(request, reply, fresh)
      return toSession(identity)
    },
  )

  app.delete(
    '/api/v1/session',
    { config: { access: 'signed-in' }, schema: { summary: 'Sign out', tags, response: { 204: z.null() } } },
    async (request, reply) => {
      const token = request.cookies[sessionCookie]
      const actor = actorOf(request)
      if (token) await endSession(db, token)
      await db.transaction().execute((trx) =>
        recordAudit(trx, actor, {
          action: 'session.ended',
          target: { kind: 'admin', id: actor.id, name: actor.name },
        }),
      )
      void reply.clearCookie(sessionCookie, { path: '/' })
      return reply.code(204).send(null)
    },
  )
}

/** An API token that does not expire is shown with the end of time that JSON readers understand. */
const toSession = ({ id, name, displayName, role, permissions, expiresAt }: Identity) => ({
  adminId: id,
  username: name,
  displayName,
  role,
  permissions,
  expiresAt: expiresAt ?? '9999-12-31T23:59:59.000Z',
})
