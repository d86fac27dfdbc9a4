import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id, page } from '../contract/common.ts'
import { HostedAgent } from '../contract/hosted-agent.ts'
import { wholeList } from '../platform/db/paging.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { addAgent } from './add-agent.ts'
import { shownAgent } from './hosted-agent.ts'
import { findAgent, listAgents, type AgentRecord } from './hosted-agent-store.ts'
import { receiveApk } from './receive-apk.ts'
import { removeAgent, type AgentUsers } from './remove-agent.ts'
import { serveAgentFiles } from './serve-agent-files.ts'

const tags = ['bulk enrollments']
const params = z.object({ id: Id })
const path = '/api/v1/android/agents'
const reading = { config: { access: 'bulk-enrollment:read' as const } }
const writing = { config: { access: 'bulk-enrollment:write' as const } }

/** Agents that phones download from this server. `usersOf`: whose configurations name them. */
export function hostedAgentRoutes(
  server: FastifyInstance,
  platform: Platform,
  { usersOf }: { usersOf: AgentUsers },
): void {
  const { db, publicUrl } = platform
  const show = async (records: AgentRecord[]): Promise<HostedAgent[]> => {
    const users = await usersOf(db)
    return records.map((record) =>
      shownAgent(record, { publicUrl: publicUrl(), usedBy: users.get(record.key) ?? [] }),
    )
  }
  const showOne = async (record: AgentRecord) => (await show([record]))[0]!
  serveAgentFiles(server, platform)
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    path,
    {
      ...reading,
      schema: {
        summary: 'APKs of agents that phones download from this server, by package, newest first',
        tags,
        response: { 200: page(HostedAgent) },
      },
    },
    async (_request, reply) => reply.send(wholeList(await show(await listAgents(db)))),
  )
  app.get(
    `${path}/:id`,
    { ...reading, schema: { summary: 'One uploaded APK', tags, params, response: { 200: HostedAgent } } },
    async (request, reply) => {
      const { id } = request.params
      const agent = await findAgent(db, id)
      if (!agent) throw new Problem('android-agent.not-found', { id })
      return reply.send(await showOne(agent))
    },
  )
  app.post(
    path,
    {
      ...writing,
      schema: {
        summary: 'Upload the APK of an agent',
        description:
          'multipart/form-data with `file`, at most 200 MiB. Package, versions, receivers and certificate are read from it. A newer version of the same package by the same certificate takes the place of the one before at its `downloadUrl`. A file that is there already is answered as it is.',
        tags,
        consumes: ['multipart/form-data'],
        response: { 201: HostedAgent },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const agent = await receiveApk(request, (received) => addAgent(platform, actor, received))
      return reply.code(201).send(await showOne(agent))
    },
  )
  app.delete(
    `${path}/:id`,
    {
      ...writing,
      schema: {
        summary: 'Delete an uploaded APK; not the last one that a configuration names',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeAgent({ db, usersOf }, actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
