import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import {
  ApplyAssignmentRules,
  AssignmentRules,
  AssignmentRulesPreview,
  DepAssignmentRun,
  NewAssignmentRules,
} from '../../contract/dep-assignment.ts'
import { actorOf } from '../../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../../platform/http/etag.ts'
import type { Platform } from '../../platform/platform.ts'
import { accountParams as params, depTags as tags } from '../account-endpoints.ts'
import { applyToExisting } from './apply-rules.ts'
import { previewRules } from './preview-rules.ts'
import { changeRules, loadRules, rulesOf } from './rule-store.ts'

export function ruleEndpoints(server: FastifyInstance, platform: Platform): void {
  lists(server, platform)
  effects(server, platform)
}

function lists(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/accounts/:id/assignment-rules',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Read the assignment rules of a DEP account, in order',
        description:
          'The first rule whose conditions all hold decides; `fallback` is for devices that none fits.',
        tags,
        params,
        response: { 200: AssignmentRules },
      },
    },
    async ({ params: { id } }, reply) => withEtag(reply, rulesOf(await loadRules(platform.db, id))),
  )
  app.put(
    '/api/v1/dep/accounts/:id/assignment-rules',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Replace the assignment rules of a DEP account',
        description:
          'They work for devices without a profile, after each sync. Devices that have one are changed by `apply` only.',
        tags,
        params,
        body: NewAssignmentRules,
        response: { 200: AssignmentRules },
      },
    },
    async (request, reply) => {
      const check = (now: object) => checkIfMatch(request, now)
      const change = { accountId: request.params.id, given: request.body, check }
      return withEtag(reply, await changeRules(platform, actorOf(request), change))
    },
  )
}

function effects(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/accounts/:id/assignment-rules/preview',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Count what assignment rules would do, saved or not',
        tags,
        params,
        body: NewAssignmentRules,
        response: { 200: AssignmentRulesPreview },
      },
    },
    (request) => previewRules(platform, request.params.id, request.body),
  )
  app.post(
    '/api/v1/dep/accounts/:id/assignment-rules/apply',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Apply the saved rules to devices that are there',
        description:
          'Also to devices that have another profile. Profiles that people chose stay unless `keepByHand` is false; what people removed here stays removed.',
        tags,
        params,
        body: ApplyAssignmentRules.nullish(),
        response: { 202: DepAssignmentRun },
      },
    },
    async (request, reply) => {
      const { keepByHand = true } = request.body ?? {}
      const wish = { accountId: request.params.id, keepByHand }
      return reply.code(202).send(await applyToExisting(platform, actorOf(request), wish))
    },
  )
}
