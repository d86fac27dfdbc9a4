import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { DepBetaTokens } from '../contract/dep-account.ts'
import type { Platform } from '../platform/platform.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import { accountParams, depTags } from './account-endpoints.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'

type Context = { platform: Platform; apple: Apple }

export function betaTokenEndpoints(server: FastifyInstance, context: Context): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/accounts/:id/beta-tokens',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Ask Apple for the tokens that enroll devices in beta programs',
        tags: depTags,
        params: accountParams,
        response: { 200: DepBetaTokens },
      },
    },
    ({ params: { id } }) => listBetaTokens(context, id),
  )
}

async function listBetaTokens({ platform, apple }: Context, accountId: string): Promise<DepBetaTokens> {
  try {
    const items = await apple.ask(accountId, (client) => client.betaTokens())
    return { turnedOn: items !== undefined, items: items ?? [] }
  } catch (error) {
    throw error instanceof DepError ? problemOf(error, platform.clock()) : error
  }
}
