import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  DepActivationLock,
  DepActivationLockCode,
  DepDisownResults,
  DepRefreshResults,
  DisownDepDevices,
  LockDepDevice,
  RefreshDepDevices,
} from '../contract/dep-account.ts'
import { page } from '../contract/common.ts'
import { DepDevice } from '../contract/dep.ts'
import { Serial } from '../contract/device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { actorOf } from '../platform/http/access.ts'
import { wholeList } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { depTags as tags } from './account-endpoints.ts'
import { listLocks, lockOf } from './activation-lock-store.ts'
import type { Apple } from './apple.ts'
import { findDepDevice } from './dep-device-store.ts'
import { disownDevices } from './disown-devices.ts'
import { lockActivation, readBypassCode } from './lock-activation.ts'
import { refreshDevices } from './refresh-devices.ts'

type Context = { platform: Platform; apple: Apple }

const params = z.object({ serial: Serial })

/** What is done with devices at Apple beside profiles. */
export function deviceActEndpoints(server: FastifyInstance, context: Context): void {
  refreshing(server, context)
  disowning(server, context)
  locking(server, context)
}

function refreshing(server: FastifyInstance, context: Context): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/devices/refresh',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Read Apple’s records of many devices anew',
        description: 'A thousand at a time; each answer says what Apple knows and whether anything changed.',
        tags,
        body: RefreshDepDevices,
        response: { 200: DepRefreshResults },
      },
    },
    (request) => refreshDevices(context, actorOf(request), [...new Set(request.body.serials)]),
  )
  app.post(
    '/api/v1/dep/devices/:serial/refresh',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Read Apple’s record of a device anew',
        tags,
        params,
        response: { 200: DepDevice },
      },
    },
    (request) => refreshDevice(context, actorOf(request), request.params.serial),
  )
}

async function refreshDevice(context: Context, actor: Actor, serial: string): Promise<DepDevice> {
  const read = async () => {
    const device = await findDepDevice(context.platform.db, serial)
    if (!device) throw new Problem('dep-device.not-found', { serial })
    return device
  }
  await read()
  await refreshDevices(context, actor, [serial])
  return read()
}

function disowning(server: FastifyInstance, context: Context): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/devices/disown',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Disown devices: your organization loses them at Apple for good',
        description:
          'This cannot be undone here or at Apple; a device can come back only by Apple Configurator, within limits, or from its seller. `confirm` is the number of devices. Records of the devices here stay as they are.',
        tags,
        body: DisownDepDevices,
        response: { 200: DepDisownResults },
      },
    },
    (request) => disownDevices(context, actorOf(request), request.body),
  )
}

function locking(server: FastifyInstance, context: Context): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { platform } = context
  app.post(
    '/api/v1/dep/devices/:serial/activation-lock',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Lock a device at Apple',
        description:
          'With `escrow` a bypass code is made here, kept sealed, and shown in the answer. Apple’s word is in `lock.status`; that it refused is an answer too.',
        tags,
        params,
        body: LockDepDevice.nullish(),
        response: { 200: DepActivationLockCode },
      },
    },
    async (request, reply) => {
      const wish = request.body ?? LockDepDevice.parse({})
      const answer = await lockActivation(context, actorOf(request), request.params.serial, wish)
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
  app.get(
    '/api/v1/dep/devices/:serial/activation-lock',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'List the wishes to lock a device at Apple, newest first, without bypass codes',
        tags,
        params,
        response: { 200: page(DepActivationLock) },
      },
    },
    async ({ params: { serial } }) => wholeList((await listLocks(platform.db, serial)).map(lockOf)),
  )
  app.post(
    '/api/v1/dep/devices/:serial/activation-lock/bypass-code',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Read the bypass code of a locked device; the audit log notes who did',
        tags,
        params,
        response: { 200: DepActivationLockCode },
      },
    },
    async (request, reply) => {
      const answer = await readBypassCode(platform, actorOf(request), request.params.serial)
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}
