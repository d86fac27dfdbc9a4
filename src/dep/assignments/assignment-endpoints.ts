import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ListQuery, page } from '../../contract/common.ts'
import {
  DepAssignment,
  DepAssignmentQuery,
  DepAssignmentRun,
  DepAssignPreview,
  DepRetryResult,
  DepTarget,
  RetryDepAssignments,
} from '../../contract/dep-assignment.ts'
import { DepResults, type DepProfile } from '../../contract/dep.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { actorOf } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { depTags as tags } from '../account-endpoints.ts'
import { findProfileByKey } from '../adopt-profile.ts'
import type { Apple } from '../apple.ts'
import { changeDevices, type Change } from './assign-devices.ts'
import { previewAssignment } from './preview-assignment.ts'
import { getRun, listRuns } from './run-store.ts'
import { listOpenAssignments, retryAssignments } from './waiting-assignments.ts'

type Context = { platform: Platform; apple: Apple }

const config = { access: 'dep.token:read' } as const
/** Our id, or Apple's UUID however it is written. */
const params = z.object({ id: z.string().trim().min(1).max(64) })
const answers = { 200: DepResults, 202: DepAssignmentRun }
const manyText =
  'Devices are named by serial number or by a filter of `GET /dep/devices`. More than 3,000 of them are done in the background: the answer is 202 with a resource to follow.'

export function assignmentEndpoints(server: FastifyInstance, context: Context): void {
  assigning(server, context)
  removing(server, context)
  openAssignments(server, context.platform)
}

function assigning(server: FastifyInstance, context: Context): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/profiles/:id/assign',
    {
      config,
      schema: {
        summary: 'Assign a profile to devices at Apple',
        description: `Answers Apple’s word for each device. What Apple could not do is tried again at \`nextTryAt\`. ${manyText}`,
        tags,
        params,
        body: DepTarget,
        response: answers,
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const profile = await profileOf(context, actor, request.params.id)
      return answer(context, reply, actor, { profile, target: request.body })
    },
  )
  app.post(
    '/api/v1/dep/profiles/:id/assign-preview',
    {
      config,
      schema: {
        summary: 'Count what assigning a profile would do',
        description:
          'No device is changed. A profile that is not known here is looked up at Apple by its UUID.',
        tags,
        params,
        body: DepTarget,
        response: { 200: DepAssignPreview },
      },
    },
    (request) => previewOf(context, actorOf(request), request.params.id, request.body),
  )
}

function removing(server: FastifyInstance, context: Context): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db, clock } = context.platform
  app.post(
    '/api/v1/dep/profiles/remove',
    {
      config,
      schema: {
        summary: 'Remove the profile of devices at Apple',
        description: `A device that has taken its profile already keeps it until it is erased. None is given back by itself. ${manyText}`,
        tags,
        body: DepTarget,
        response: answers,
      },
    },
    (request, reply) => answer(context, reply, actorOf(request), { profile: null, target: request.body }),
  )
  app.post(
    '/api/v1/dep/profiles/remove-preview',
    {
      config,
      schema: {
        summary: 'Count what removing profiles would do',
        tags,
        body: DepTarget,
        response: { 200: DepAssignPreview },
      },
    },
    (request) => previewAssignment(db, { profile: null, target: request.body }, clock()),
  )
}

async function answer(context: Context, reply: FastifyReply, actor: Actor, change: Change) {
  const changed = await changeDevices(context, actor, change)
  if ('results' in changed) return changed.results
  return reply.code(202).send(changed.run)
}

async function previewOf(context: Context, actor: Actor, key: string, target: DepTarget) {
  const profile = await profileOf(context, actor, key)
  return previewAssignment(context.platform.db, { profile, target }, context.platform.clock())
}

async function profileOf(context: Context, actor: Actor, key: string): Promise<DepProfile> {
  const profile = await findProfileByKey(context, actor, key)
  if (!profile) throw new Problem('dep-profile.not-found', { id: key })
  return profile
}

function openAssignments(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db } = platform
  app.get(
    '/api/v1/dep/assignments',
    {
      config,
      schema: {
        summary: 'List what Apple has not done yet, or could not do',
        description: 'Each with the reason and the next try. `account` is an id or a name.',
        tags,
        querystring: DepAssignmentQuery,
        response: { 200: page(DepAssignment) },
      },
    },
    ({ query }) => listOpenAssignments(db, query),
  )
  app.post(
    '/api/v1/dep/assignments/retry',
    {
      config,
      schema: {
        summary: 'Ask Apple again now',
        description:
          'Devices that Apple asked to leave alone keep their time. `force` asks for them too; Apple may throttle them for longer then.',
        tags,
        body: RetryDepAssignments,
        response: { 202: DepRetryResult },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await retryAssignments(platform, actorOf(request), request.body)),
  )
  app.get(
    '/api/v1/dep/assignment-runs',
    {
      config,
      schema: {
        summary: 'List changes of many devices, newest first',
        tags,
        querystring: ListQuery,
        response: { 200: page(DepAssignmentRun) },
      },
    },
    ({ query }) => listRuns(db, query),
  )
  app.get(
    '/api/v1/dep/assignment-runs/:id',
    {
      config,
      schema: {
        summary: 'Follow a change of many devices',
        description: 'The event stream tells its progress under the topic `dep-assignment`.',
        tags,
        params: z.object({ id: z.uuid() }),
        response: { 200: DepAssignmentRun },
      },
    },
    ({ params: { id } }) => getRun(db, id),
  )
}
