import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { HeadwindSettings, HeadwindSettingsPut } from '../contract/headwind.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { changeHeadwindSettings, readHeadwindSettings } from './headwind-settings.ts'

const path = '/api/v1/settings/headwind'
const tags = ['settings']

export function headwindSettingsRoutes(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    path,
    {
      config: { access: 'settings:read' },
      schema: {
        summary: 'Read whether agents of Headwind MDM may enroll',
        tags,
        response: { 200: HeadwindSettings },
      },
    },
    async (_request, reply) => withEtag(reply, await readHeadwindSettings(platform.db)),
  )
  app.put(
    path,
    {
      config: { access: 'settings:write' },
      schema: {
        summary: 'Change whether agents of Headwind MDM may enroll; what is left out stays',
        description:
          'With `acceptSerialAlone` a serial number is enough in the list whose token the agent brings. The secret is kept sealed and never given out.',
        tags,
        body: HeadwindSettingsPut,
        response: { 200: HeadwindSettings },
      },
    },
    async (request, reply) => {
      const change = {
        put: request.body,
        expect: (current: HeadwindSettings) => checkIfMatch(request, current),
      }
      return withEtag(reply, await changeHeadwindSettings(platform, actorOf(request), change))
    },
  )
}
