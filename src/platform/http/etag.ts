import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

/** An entity tag of what the caller sees, without the fields that change by themselves. */
export function etagOf(resource: object): string {
  const {
    lastSeenAt: _,
    lastSignInAt: __,
    deviceCount: ___,
    uses: ____,
    ...stable
  } = resource as Record<string, unknown>
  return `"${createHash('sha256').update(JSON.stringify(stable)).digest('base64url').slice(0, 22)}"`
}

export function withEtag<T extends object>(reply: FastifyReply, resource: T): T {
  void reply.header('ETag', etagOf(resource))
  return resource
}

/** RFC 9110, section 13.1.1: a stale If-Match means that somebody else was faster. */
export function checkIfMatch(request: FastifyRequest, current: object): void {
  const wanted = request.headers['if-match']
  if (!wanted || wanted.trim() === '*') return
  const tags = wanted.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (!tags.includes(etagOf(current))) throw new Problem('resource.changed')
}
