import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { EnrollmentSettings, EnrollmentSettingsPut } from '../contract/settings.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Trx } from '../platform/db/database.ts'
import { lockSetting } from '../platform/db/settings.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings, storeEnrollmentSettings } from './settings-store.ts'

/** Sees the settings before and after a change, in its transaction, and may refuse: a room that settings know nothing of. */
type Judge = (trx: Trx, before: EnrollmentSettings, after: EnrollmentSettings) => Promise<void>

export function settingsRoutes(server: FastifyInstance, { db }: Platform, judge: Judge): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['settings']

  app.get(
    '/api/v1/settings/enrollment',
    {
      config: { access: 'settings:read' },
      schema: { summary: 'Read the enrollment settings', tags, response: { 200: EnrollmentSettings } },
    },
    async (_request, reply) => withEtag(reply, await readEnrollmentSettings(db)),
  )

  app.put(
    '/api/v1/settings/enrollment',
    {
      config: { access: 'settings:write' },
      schema: {
        summary: 'Change the enrollment settings; what is left out stays',
        tags,
        body: EnrollmentSettingsPut,
        response: { 200: EnrollmentSettings },
      },
    },
    async (request, reply) => {
      const settings = await db.transaction().execute(async (trx) => {
        await lockSetting(trx, 'enrollment')
        const before = await readEnrollmentSettings(trx)
        checkIfMatch(request, before)
        const given = Object.fromEntries(
          Object.entries(request.body).filter(([, value]) => value !== undefined),
        )
        const after = EnrollmentSettings.parse({ ...before, ...given })
        await judge(trx, before, after)
        await storeEnrollmentSettings(trx, after)
        const target = { kind: 'setting', id: 'enrollment', name: 'Enrollment settings' }
        await recordAudit(trx, actorOf(request), { action: 'setting.changed', target, before, after })
        return after
      })
      return withEtag(reply, settings)
    },
  )
}
