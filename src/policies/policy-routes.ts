import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { DeletePolicyQuery, NewPolicy, Policy, PolicyPatch, PolicyQuery } from '../contract/policy.ts'
import { decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, etagOf } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { addPolicy, changePolicy, deletePolicy } from './change-policies.ts'
import { countDevices } from './given.ts'
import { keyFrom, params, versionOf } from './policy-key.ts'
import { countPolicies, findPolicy, listPolicies, policyOf, type PolicyRecord } from './policy-store.ts'
import { servePolicyDevices } from './serve-policy-devices.ts'
import { servePolicyFiles } from './serve-policy-files.ts'
import { serveReadings } from './serve-readings.ts'
import { serveTemplates } from './serve-templates.ts'

const reading = { config: { access: 'policy:read' as const } }
const writing = { config: { access: 'policy:write' as const } }
const tags = ['policies']
/** A file of 1 MiB in base64, and what is around it. */
const bodyLimit = 4 * 1024 * 1024

export function policyRoutes(server: FastifyInstance, platform: Platform): void {
  serveReading(server, platform)
  serveAdding(server, platform)
  serveChanging(server, platform)
  servePolicyFiles(server, platform)
  serveReadings(server, platform)
  servePolicyDevices(server, platform)
  serveTemplates(server, platform)
}

function serveReading(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/policies',
    {
      ...reading,
      schema: {
        summary: 'List policies by name',
        tags,
        querystring: PolicyQuery,
        response: { 200: page(Policy) },
      },
    },
    async ({ query }) => {
      const { cursor, limit } = query
      const after = cursor ? (decodeIdCursor(cursor).key ?? undefined) : undefined
      const found = await listPolicies(db, query, { after, limit: limit + 1 })
      const counts = await countDevices(
        db,
        found.slice(0, limit).map(({ id }) => id),
      )
      const keyOf = ({ name, id }: PolicyRecord) => ({ key: name, id })
      const items = pageOf(found, limit, keyOf, (record) => policyOf(record, counts.get(record.id)))
      return { ...items, total: await countPolicies(db, query) }
    },
  )
  app.get(
    '/api/v1/policies/:id',
    { ...reading, schema: { summary: 'Read a policy', tags, params, response: { 200: Policy } } },
    async ({ params: { id } }, reply) => {
      const record = await findPolicy(db, keyFrom(id))
      if (!record) throw new Problem('policy.not-found', { id })
      return answer(db, reply, record)
    },
  )
}

/** A policy with its tag and the numbers of its devices. */
async function answer(db: Platform['db'], reply: FastifyReply, record: PolicyRecord): Promise<Policy> {
  void reply.header('ETag', etagOf(versionOf(record)))
  return policyOf(record, (await countDevices(db, [record.id])).get(record.id))
}

function serveAdding(server: FastifyInstance, platform: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/policies',
    {
      ...writing,
      bodyLimit,
      schema: {
        summary: 'Add a policy',
        description:
          'Devices in its groups, and those with its templates, get it: enrolled ones soon, others when they enroll. Files are base64.',
        tags,
        body: NewPolicy,
        response: { 201: Policy },
      },
    },
    async (request, reply) => {
      const record = await addPolicy(platform, actorOf(request), request.body)
      return reply.code(201).send(await answer(platform.db, reply, record))
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.patch(
    '/api/v1/policies/:id',
    {
      ...writing,
      bodyLimit,
      schema: {
        summary: 'Change a policy',
        description:
          'A field that is left out stays; so does a secret or file of the content. When the content changes, enrolled devices get the new version.',
        tags,
        params,
        body: PolicyPatch,
        response: { 200: Policy },
      },
    },
    async (request, reply) => {
      const change = { key: keyFrom(request.params.id), patch: request.body, expect: expecting(request) }
      return answer(platform.db, reply, await changePolicy(platform, actorOf(request), change))
    },
  )
  app.delete(
    '/api/v1/policies/:id',
    {
      ...writing,
      schema: {
        summary: 'Delete a policy; enrolled devices give it up',
        description: 'Where devices are given it, their number must be sent as `confirm`.',
        tags,
        params,
        querystring: DeletePolicyQuery,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { confirm } = request.query
      const ending = { key: keyFrom(request.params.id), confirm, expect: expecting(request) }
      await deletePolicy(platform, actorOf(request), ending)
      return reply.code(204).send(null)
    },
  )
}

const expecting = (request: FastifyRequest) => (current: PolicyRecord) =>
  checkIfMatch(request, versionOf(current))
