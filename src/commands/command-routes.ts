import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  CommandPin,
  DeviceCommand,
  DeviceCommandResult,
  NewDeviceCommand,
  QueuedCommands,
} from '../contract/command.ts'
import { Id, ListQuery, page } from '../contract/common.ts'
import { DeviceDetails } from '../contract/device-details.ts'
import { findDevice } from '../devices/device-store.ts'
import { keyOf, notFound } from '../devices/update-device.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import type { AnswerListener } from './answer-listener.ts'
import { cancelCommand, readPin } from './cancel-command.ts'
import { commandDevice, type ProfileMakers } from './command-device.ts'
import { findCommandOf, listCommands } from './command-list.ts'
import { findDetails } from './device-detail.ts'

export type CommandMeans = {
  listeners: readonly AnswerListener[]
  /** Who gives a device its enrollment profile again, at once or after it was erased. */
  profiles: ProfileMakers
}

const params = z.object({ id: z.string().min(1).max(300).describe('As of the device itself') })
const one = params.extend({ commandId: Id })
const reading = { config: { access: 'device:read' as const } }
const commanding = { config: { access: 'device.command:write' as const } }
const tags = ['commands']

/** What devices are asked to do, and what they say about themselves. */
export function commandRoutes(server: FastifyInstance, platform: Platform, means: CommandMeans): void {
  serveReading(server, platform)
  serveAsking(server, platform, means)
  serveSecrets(server, platform)
}

function serveReading(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db } = platform
  app.get(
    '/api/v1/devices/:id/commands',
    {
      ...reading,
      schema: {
        summary: 'What a device was asked to do, newest first',
        tags,
        params,
        querystring: ListQuery.pick({ limit: true, cursor: true }),
        response: { 200: page(DeviceCommand) },
      },
    },
    async ({ params: { id }, query }) => listCommands(db, await deviceIdOf(platform, id), query),
  )
  app.get(
    '/api/v1/devices/:id/details',
    {
      ...reading,
      schema: {
        summary: 'What an enrolled device says about itself',
        description: 'Everything is null before the device is enrolled and has said it.',
        tags: ['devices'],
        params,
        response: { 200: DeviceDetails },
      },
    },
    async ({ params: { id } }) => findDetails(db, await deviceIdOf(platform, id)),
  )
}

function serveAsking(
  server: FastifyInstance,
  platform: Platform,
  { listeners, profiles }: CommandMeans,
): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/devices/:id/commands',
    {
      ...commanding,
      schema: {
        summary: 'Ask a device to do something',
        description:
          'The device is told at once and does it when it can; follow the commands that are answered. Asking again while a command waits does not queue another. Erasing needs the permission `device.erase:write`.',
        tags,
        params,
        body: NewDeviceCommand,
        response: { 202: QueuedCommands },
      },
    },
    async (request, reply) => {
      const order = { key: keyOf(request.params.id), order: request.body, profiles }
      const commands = await commandDevice(platform, actorOf(request), order)
      return reply.code(202).send({ commands })
    },
  )
  app.delete(
    '/api/v1/devices/:id/commands/:commandId',
    {
      ...commanding,
      schema: {
        summary: 'Take back a command that the device has not got',
        tags,
        params: one,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, commandId } = request.params
      await cancelCommand(platform, actorOf(request), { key: keyOf(id), commandId, listeners })
      return reply.code(204).send(null)
    },
  )
}

function serveSecrets(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/devices/:id/commands/:commandId',
    {
      ...commanding,
      schema: {
        summary: 'One command, with what the device sent back',
        tags,
        params: one,
        response: { 200: DeviceCommandResult },
      },
    },
    async ({ params: { id, commandId } }) => {
      const found = await findCommandOf(platform.db, await deviceIdOf(platform, id), commandId)
      if (!found) throw new Problem('command.not-found', { id: commandId })
      return found.command
    },
  )
  app.post(
    '/api/v1/devices/:id/commands/:commandId/pin',
    {
      ...commanding,
      schema: {
        summary: 'Show the PIN of a Mac that was locked or erased',
        description: 'Who reads it is written down.',
        tags,
        params: one,
        response: { 200: CommandPin },
      },
    },
    (request) => {
      const { id, commandId } = request.params
      return readPin(platform, actorOf(request), { key: keyOf(id), commandId })
    },
  )
}

async function deviceIdOf({ db, clock }: Platform, text: string): Promise<string> {
  const key = keyOf(text)
  const record = await findDevice(db, key, clock())
  if (!record) throw notFound(key)
  return record.device.id
}
