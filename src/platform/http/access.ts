import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access, Permission } from '../../contract/permissions.ts'
import type { Actor } from '../audit/actor.ts'
import { Problem } from '../problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. Every route under /api must say it, or the server does not start. */
    access?: Access
  }
  interface FastifyRequest {
    /** Who calls; undefined on public routes without credentials. */
    actor: Actor | undefined
  }
  interface FastifyInstance {
    identify: Identify
    /** Every route there is, for the test that walks them all. */
    routeList: RouteFacts[]
  }
}

export type RouteFacts = { method: string; url: string; access: Access | undefined }

export const sessionCookie = 'muster_session'

export type Identify = (request: FastifyRequest) => Promise<Actor | undefined>

/** The pages of a library, which read the public API document and nothing else. */
const isDocumentation = (url: string) => /^\/api\/docs(\/|$)/.test(url)

/** Checks the declared permission of every API route before anything else is read. */
export function addAccessControl(
  server: FastifyInstance,
  identify: Identify,
  publicOrigin: () => string | undefined,
): void {
  server.decorate('identify', identify)
  server.decorate('routeList', [])
  server.decorateRequest('actor', undefined)

  server.addHook('onRoute', ({ url, config, method }) => {
    const access = config?.access
    if (url.startsWith('/api/') && !isDocumentation(url) && !access)
      throw new Error(`The route ${method} ${url} does not declare its access`)
    for (const each of [method].flat()) server.routeList.push({ method: each, url, access })
  })

  server.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config
    if (!access) return
    refuseForeignOrigin(request, publicOrigin())
    request.actor = await identify(request)
    if (access === 'public') return
    if (!request.actor) throw new Problem('session.required')
    if (access !== 'signed-in') requirePermission(request.actor, access)
  })
}

export function requirePermission(actor: Actor, permission: Permission): void {
  if (!actor.permissions.has(permission)) throw new Problem('permission.denied', { permission })
}

/** The actor of a route that is not public. */
export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new Problem('session.required')
  return request.actor
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Cross-site requests are refused by their origin (OWASP, CSRF prevention, "Verifying origin"). Browsers send Origin with every
 * request that changes something; a program that sends none has no cookies of a victim.
 */
function refuseForeignOrigin(request: FastifyRequest, publicOrigin: string | undefined): void {
  const { origin, authorization } = request.headers
  if (safeMethods.has(request.method) || !origin || authorization) return
  const own = [publicOrigin, `${request.protocol}://${request.host}`]
  if (!own.includes(origin)) throw new Problem('session.origin-refused')
}
