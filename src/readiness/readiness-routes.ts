import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Readiness, ReadinessCounts } from '../contract/readiness.ts'
import { findDevice, readDeviceKey } from '../devices/device-store.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { countReadiness } from './count-readiness.ts'
import { judgeReadiness } from './judge.ts'
import { loadFacts } from './load-facts.ts'
import { loadSurroundings } from './surroundings.ts'

const reading = { config: { access: 'device:read' as const } }
const tags = ['devices']

export function readinessRoutes(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/devices/:id/readiness',
    {
      ...reading,
      schema: {
        summary: 'Whether a device enrolls when it is switched on, and why not',
        description:
          'The checks that apply to the device, each with what it saw; a failed one has a `fix` where there is one. `ready` is false when a check of the severity `error` failed.',
        tags,
        params: z.object({ id: z.string().min(1).max(300).describe('As of the device itself') }),
        response: { 200: Readiness },
      },
    },
    ({ params: { id } }) => readReadiness(platform, id),
  )
  app.get(
    '/api/v1/readiness',
    {
      ...reading,
      schema: {
        summary: 'How many pre-enrolled devices are ready, and how many are not',
        tags,
        response: { 200: ReadinessCounts },
      },
    },
    () => countReadiness(platform),
  )
}

async function readReadiness(platform: Platform, text: string): Promise<Readiness> {
  const key = readDeviceKey(text)
  const record = key && (await findDevice(platform.db, key, platform.clock()))
  const [facts] = record ? await loadFacts(platform, [record.device.id]) : []
  if (!facts) throw new Problem('device.not-found', { detail: `There is no device ${text}`, id: text })
  return judgeReadiness(facts, await loadSurroundings(platform))
}
