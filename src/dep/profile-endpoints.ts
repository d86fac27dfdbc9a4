import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { DepProfile, DepProfileQuery, NewDepProfile, SkipSetupItem } from '../contract/dep.ts'
import { AdoptDepProfile } from '../contract/dep-profile.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { actorOf } from '../platform/http/access.ts'
import { wholeList } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'
import { depTags as tags } from './account-endpoints.ts'
import { Problem } from '../platform/problem.ts'
import { findProfileByKey } from './adopt-profile.ts'
import type { Apple } from './apple.ts'
import { defineProfile, removeProfileRecord } from './define-profile.ts'
import { getProfile, listProfiles } from './profile-store.ts'
import { skipSetupItems } from './skip-setup-items.ts'

type Context = { platform: Platform; apple: Apple }

/** Our id, or Apple's UUID. */
const params = z.object({ id: z.string().trim().min(1).max(64) })

export function profileEndpoints(server: FastifyInstance, context: Context): void {
  readProfiles(server, context.platform)
  changeProfiles(server, context)
}

function readProfiles(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/profiles',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'List DEP profiles, newest first',
        description:
          'The latest version of each, with the earlier ones inside. `use` tells those that devices have from those that are only defined.',
        tags,
        querystring: DepProfileQuery,
        response: { 200: page(DepProfile) },
      },
    },
    ({ query }) => listProfiles(db, query),
  )
  app.get(
    '/api/v1/dep/profiles/:id',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Read a DEP profile by its id or Apple’s UUID',
        tags,
        params,
        response: { 200: DepProfile },
      },
    },
    ({ params: { id } }) => getProfile(db, id),
  )
  app.get(
    '/api/v1/dep/skip-setup-items',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'List the panes of Setup Assistant that a profile can skip',
        tags,
        response: { 200: page(SkipSetupItem) },
      },
    },
    async () => wholeList(skipSetupItems),
  )
}

function changeProfiles(server: FastifyInstance, context: Context): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/profiles',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Define a profile at Apple',
        description:
          'Apple never changes a profile once it is defined; another version is another profile. `url` is this server unless it is given.',
        tags,
        body: NewDepProfile,
        response: { 201: DepProfile },
      },
    },
    async (request, reply) => {
      const profile = await defineProfile(context, actorOf(request), request.body)
      return reply.code(201).send(profile)
    },
  )
  app.post(
    '/api/v1/dep/profiles/adopt',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Find a profile by its UUID, also one that was defined elsewhere',
        description:
          'Apple has no list of profiles: one that another server defined is known by its UUID, or by the devices that have it.',
        tags,
        body: AdoptDepProfile,
        response: { 200: DepProfile },
      },
    },
    (request) => adoptByUuid(context, actorOf(request), request.body.uuid),
  )
  app.delete(
    '/api/v1/dep/profiles/:id',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Forget a profile that no device has',
        description: 'Apple keeps every profile that was ever defined; only the record here is deleted.',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeProfileRecord(context.platform, actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

async function adoptByUuid(context: Context, actor: Actor, key: string): Promise<DepProfile> {
  const profile = await findProfileByKey(context, actor, key)
  if (!profile) throw new Problem('dep-profile.not-found', { id: key })
  return profile
}
