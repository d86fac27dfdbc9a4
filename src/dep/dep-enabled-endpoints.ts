import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { DepEnabled } from '../contract/dep-account.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { depTags as tags } from './account-endpoints.ts'

/** B2: whether devices are offered the DEP section. It tells nothing of the accounts, so that everybody may ask. */
export function depEnabledEndpoints(server: FastifyInstance, { db }: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/dep/enabled',
    {
      config: { access: 'signed-in' },
      schema: {
        summary: 'Whether DEP is used here: the setting `depEnabled` says so, or there is an account',
        tags,
        response: { 200: DepEnabled },
      },
    },
    async () => {
      const { depEnabled } = await readEnrollmentSettings(db)
      if (depEnabled !== 'automatic') return { enabled: depEnabled === 'on' }
      const account = await db.selectFrom('dep_account').select('id').limit(1).executeTakeFirst()
      return { enabled: account !== undefined }
    },
  )
}
