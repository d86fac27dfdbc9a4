import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ListQuery, page } from '../contract/common.ts'
import { DepAccount, DepAccountPatch, DepSync, NewDepAccount, StartSync } from '../contract/dep.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, etagOf } from '../platform/http/etag.ts'
import { wholeList } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { accountSettings, findAccount, getAccountRow, listAccounts } from './account-store.ts'
import { changeAccount, createAccount, removeAccount, renewCertificate } from './change-account.ts'
import { startSync } from './start-sync.ts'
import { listSyncs } from './sync-store.ts'

export const accountParams = z.object({ id: z.uuid() })
export const depTags = ['dep']

/** The ETag of what people change; a sync does not make it stale. */
export const accountEtag = (account: DepAccount) => etagOf(accountSettings(account))

export function accountEndpoints(server: FastifyInstance, platform: Platform): void {
  readAccounts(server, platform)
  changeAccounts(server, platform)
  certificates(server, platform)
  syncs(server, platform)
}

function readAccounts(server: FastifyInstance, { db, clock }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/accounts',
    {
      config: { access: 'dep.token:read' },
      schema: { summary: 'List DEP accounts', tags: depTags, response: { 200: page(DepAccount) } },
    },
    async () => wholeList(await listAccounts(db, clock())),
  )
  app.get(
    '/api/v1/dep/accounts/:id',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Read a DEP account: what Apple says of it, and its settings',
        tags: depTags,
        params: accountParams,
        response: { 200: DepAccount },
      },
    },
    async ({ params: { id } }, reply) => {
      const account = await findAccount(db, id, clock())
      if (!account) throw new Problem('dep-account.not-found', { id })
      return reply.header('ETag', accountEtag(account)).send(account)
    },
  )
}

function changeAccounts(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/accounts',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Add a DEP account with a new key pair',
        tags: depTags,
        body: NewDepAccount,
        response: { 201: DepAccount },
      },
    },
    async (request, reply) => {
      const account = await createAccount(platform, actorOf(request), request.body.name)
      return reply.code(201).header('ETag', accountEtag(account)).send(account)
    },
  )
  app.patch(
    '/api/v1/dep/accounts/:id',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Change the settings of a DEP account',
        tags: depTags,
        params: accountParams,
        body: DepAccountPatch,
        response: { 200: DepAccount },
      },
    },
    async (request, reply) => {
      const check = (account: DepAccount) => checkIfMatch(request, accountSettings(account))
      const change = { patch: request.body, check }
      const account = await changeAccount(platform, actorOf(request), request.params.id, change)
      return reply.header('ETag', accountEtag(account)).send(account)
    },
  )
  app.delete(
    '/api/v1/dep/accounts/:id',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Delete a DEP account without devices',
        description: 'The MDM server and its profiles stay at Apple.',
        tags: depTags,
        params: accountParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeAccount(platform, actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

function certificates(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/accounts/:id/certificate',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Download the certificate to upload at Apple',
        description:
          'PEM. During a renewal it is the new one, until a token was uploaded that was made for it.',
        tags: depTags,
        params: accountParams,
        produces: ['application/x-pem-file'],
      },
    },
    async ({ params: { id } }, reply) => {
      const account = await getAccountRow(platform.db, id)
      return reply
        .type('application/x-pem-file')
        .header('Content-Disposition', `attachment; filename="${fileName(account.name)}"`)
        .header('Cache-Control', 'no-store')
        .send(account.staged_certificate_pem ?? account.certificate_pem)
    },
  )
  app.post(
    '/api/v1/dep/accounts/:id/certificate/renew',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Make a new key pair for the next token',
        description:
          'The pair in use stays until a token is uploaded that Apple made for the new certificate.',
        tags: depTags,
        params: accountParams,
        response: { 200: DepAccount },
      },
    },
    (request) => renewCertificate(platform, actorOf(request), request.params.id),
  )
}

/** Letters, digits and dashes only: the name goes into a header. */
const fileName = (account: string) =>
  `muster-dep-${account.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'account'}.pem`

function syncs(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/accounts/:id/sync',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Sync a DEP account with Apple now',
        description:
          '`delta` asks for what has changed, `full` for everything. Progress is in the resource and in the event stream.',
        tags: depTags,
        params: accountParams,
        body: StartSync.nullish(),
        response: { 202: DepSync },
      },
    },
    async (request, reply) => {
      const { mode = 'delta' } = request.body ?? {}
      const sync = await startSync(platform, actorOf(request), { accountId: request.params.id, mode })
      return reply.code(202).send(sync)
    },
  )
  app.get(
    '/api/v1/dep/accounts/:id/syncs',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'List the syncs of a DEP account, newest first',
        tags: depTags,
        params: accountParams,
        querystring: ListQuery,
        response: { 200: page(DepSync) },
      },
    },
    async ({ params: { id }, query }) => {
      await getAccountRow(platform.db, id)
      return listSyncs(platform.db, id, query)
    },
  )
}
