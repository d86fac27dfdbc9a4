import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Arrival, ArrivalQuery, WhatIf, WhatIfAnswer } from '../contract/arrival.ts'
import { Id, page } from '../contract/common.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { findArrival, listArrivals } from './arrival-store.ts'
import type { ArrivalClaims } from './decision.ts'
import { decide } from './receive-arrival.ts'

const params = z.object({ id: Id })

/** A device whose maker vouches for it, or an agent with the token of a list. */
function supposed({ channel, claimed, bulkEnrollmentId }: WhatIf): ArrivalClaims {
  if (channel !== 'android') return { channel, claimed, verified: true }
  const android = { token: bulkEnrollmentId ? 'valid' : 'none', bulkId: bulkEnrollmentId ?? null } as const
  return { channel, claimed, verified: false, android }
}

export function admissionRoutes(server: FastifyInstance, { db, clock }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['admission']
  const config = { access: 'arrival:read' } as const

  app.get(
    '/api/v1/arrivals',
    {
      config,
      schema: {
        summary:
          'Every attempt of a device to enroll, newest first; `q` is a short code, serial, UDID or identifier',
        tags,
        querystring: ArrivalQuery,
        response: { 200: page(Arrival) },
      },
    },
    ({ query }) => listArrivals(db, query),
  )

  app.get(
    '/api/v1/arrivals/:id',
    { config, schema: { summary: 'Read one arrival', tags, params, response: { 200: Arrival } } },
    async ({ params: { id } }) => {
      const arrival = await findArrival(db, id)
      if (!arrival) throw new Problem('arrival.not-found', { id })
      return arrival
    },
  )

  app.post(
    '/api/v1/admission/what-if',
    {
      config,
      schema: {
        summary: 'The decision that a device would get now, if its maker vouched for it; nothing is stored',
        tags,
        body: WhatIf,
        response: { 200: WhatIfAnswer },
      },
    },
    async ({ body }) => {
      const { outcome, reason, summary, device, user, steps } = await decide(db, supposed(body), clock())
      const deviceIdentifier = device?.identifier ?? null
      return { outcome, reason, summary, deviceIdentifier, userName: user?.userName ?? null, steps }
    },
  )
}
