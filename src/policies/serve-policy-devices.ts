import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { page } from '../contract/common.ts'
import {
  DevicePolicies,
  PoliciesRetried,
  PolicyDevice,
  PolicyDeviceQuery,
  RetryPolicies,
} from '../contract/policy.ts'
import { findDevice, readDeviceKey } from '../devices/device-store.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Db } from '../platform/db/database.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { listDevicePolicies } from './list-device-policies.ts'
import { listPolicyDevices } from './list-policy-devices.ts'
import { keyFrom, params } from './policy-key.ts'
import { findPolicy } from './policy-store.ts'
import { retryPolicies } from './retry-policies.ts'

const reading = { config: { access: 'policy:read' as const } }
const writing = { config: { access: 'policy:write' as const } }

/** What devices get, which devices get it, and another try where it failed. */
export function servePolicyDevices(server: FastifyInstance, platform: Platform): void {
  serveReading(server, platform)
  serveRetrying(server, platform)
}

function serveReading(server: FastifyInstance, { db, clock }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/devices/:id/policies',
    {
      ...reading,
      schema: {
        summary: 'What a device gets, why, and how far it is',
        description:
          'In the order in which the device gets it. `because` names the groups and the template; what the device had and is not given any more comes last.',
        tags: ['devices'],
        params,
        response: { 200: DevicePolicies },
      },
    },
    async ({ params: { id } }) => listDevicePolicies(db, await deviceOf(db, id, clock())),
  )
  app.get(
    '/api/v1/policies/:id/devices',
    {
      ...reading,
      schema: {
        summary: 'The devices that are given a policy, or still have it',
        tags: ['policies'],
        params,
        querystring: PolicyDeviceQuery,
        response: { 200: page(PolicyDevice) },
      },
    },
    async ({ params: { id }, query }) =>
      listPolicyDevices(db, await idOf(db, id), { ...query, now: clock() }),
  )
}

function serveRetrying(server: FastifyInstance, platform: Platform): void {
  const { db, clock } = platform
  const app = server.withTypeProvider<ZodTypeProvider>()
  const retryAt = async (device: string, policyId: string | undefined, actor: Actor) =>
    retryPolicies(platform, actor, { deviceId: (await deviceOf(db, device, clock())).id, policyId })
  const retryOf = async (policy: string, actor: Actor) =>
    retryPolicies(platform, actor, { policyId: await idOf(db, policy) })
  app.post(
    '/api/v1/devices/:id/policies/retry',
    {
      ...writing,
      schema: {
        summary: 'Send a device again what failed on it',
        tags: ['devices'],
        params,
        body: RetryPolicies.nullish(),
        response: { 200: PoliciesRetried },
      },
    },
    (request) => retryAt(request.params.id, request.body?.policyId, actorOf(request)),
  )
  app.post(
    '/api/v1/policies/:id/retry',
    {
      ...writing,
      schema: {
        summary: 'Send a policy again to the devices on which it failed',
        tags: ['policies'],
        params,
        response: { 200: PoliciesRetried },
      },
    },
    (request) => retryOf(request.params.id, actorOf(request)),
  )
}

async function deviceOf(db: Db, text: string, now: Date) {
  const key = readDeviceKey(text)
  const record = key && (await findDevice(db, key, now))
  if (!record) throw new Problem('device.not-found', { detail: `There is no device ${text}`, id: text })
  return record.device
}

async function idOf(db: Db, text: string): Promise<string> {
  const record = await findPolicy(db, keyFrom(text))
  if (!record) throw new Problem('policy.not-found', { id: text })
  return record.id
}
