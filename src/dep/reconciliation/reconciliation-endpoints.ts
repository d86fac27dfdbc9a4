import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { page } from '../../contract/common.ts'
import {
  DecideDifference,
  DecideDifferences,
  DecidedDifferences,
  DepDifference,
  DepDifferenceQuery,
  DepReconciliation,
  DepReconciliationReport,
  DepReconciliationStatus,
} from '../../contract/dep-reconciliation.ts'
import { wholeList } from '../../platform/db/paging.ts'
import { actorOf } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { accountParams as params, depTags as tags } from '../account-endpoints.ts'
import { getAccountRow } from '../account-store.ts'
import { decideDifference, decideDifferences } from './decide-differences.ts'
import { listDifferences } from './difference-store.ts'
import { listStatuses, readReport } from './reconciliation-status.ts'
import { startReconciliation } from './start-reconciliation.ts'

const config = { access: 'dep.token:read' } as const

export function reconciliationEndpoints(server: FastifyInstance, platform: Platform): void {
  reconciliations(server, platform)
  differences(server, platform)
}

function reconciliations(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db, clock } = platform
  app.get(
    '/api/v1/dep/reconciliations',
    {
      config,
      schema: {
        summary: 'List how every DEP account stands against Apple’s list',
        tags,
        response: { 200: page(DepReconciliationStatus) },
      },
    },
    async () => wholeList(await listStatuses(db, clock())),
  )
  app.get(
    '/api/v1/dep/accounts/:id/reconciliation',
    {
      config,
      schema: {
        summary: 'Read the last reconciliation of a DEP account, and those before it',
        tags,
        params,
        response: { 200: DepReconciliationReport },
      },
    },
    ({ params: { id } }) => readReport(db, id, clock()),
  )
  app.post(
    '/api/v1/dep/accounts/:id/reconciliation',
    {
      config,
      schema: {
        summary: 'Compare Apple’s whole list with ours now',
        description:
          'It also happens every night. What is safe is made equal at once; the rest is listed for decision. Progress is in the resource and in the event stream.',
        tags,
        params,
        response: { 202: DepReconciliation },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await startReconciliation(platform, actorOf(request), request.params.id)),
  )
}

function differences(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/accounts/:id/reconciliation/differences',
    {
      config,
      schema: {
        summary: 'List the differences between Apple’s list and ours, by serial number',
        description: 'With `state=open` those that wait for a decision.',
        tags,
        params,
        querystring: DepDifferenceQuery,
        response: { 200: page(DepDifference) },
      },
    },
    async ({ params: { id }, query }) => {
      await getAccountRow(platform.db, id)
      return listDifferences(platform.db, id, query)
    },
  )
  app.post(
    '/api/v1/dep/accounts/:id/reconciliation/differences/:differenceId/decide',
    {
      config,
      schema: {
        summary: 'Decide a difference',
        description: 'One of its `decisions`. To withdraw the record needs `device:write` too.',
        tags,
        params: params.extend({ differenceId: z.uuid() }),
        body: DecideDifference,
        response: { 200: DepDifference },
      },
    },
    (request) => {
      const { id: accountId, differenceId: id } = request.params
      return decideDifference(platform, actorOf(request), { accountId, id, ...request.body })
    },
  )
  app.post(
    '/api/v1/dep/accounts/:id/reconciliation/differences/decide',
    {
      config,
      schema: {
        summary: 'Decide many differences at once: those named, or all open ones of a kind',
        description: 'With `preview` it says how many would be decided and changes nothing.',
        tags,
        params,
        body: DecideDifferences,
        response: { 200: DecidedDifferences },
      },
    },
    (request) =>
      decideDifferences(platform, actorOf(request), { accountId: request.params.id, ...request.body }),
  )
}
