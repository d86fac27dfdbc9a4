import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { AndroidCodeSettings, AndroidCodeSettingsPut } from '../../contract/device-code.ts'
import { actorOf } from '../../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../../platform/http/etag.ts'
import type { Platform } from '../../platform/platform.ts'
import { changeCodeSettings, readCodeSettings } from './code-settings.ts'

const path = '/api/v1/settings/android-codes'
const tags = ['settings']

export function codeSettingsRoutes(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    path,
    {
      config: { access: 'settings:read' },
      schema: {
        summary: 'Read whose configuration Android devices get that are on no list',
        tags,
        response: { 200: AndroidCodeSettings },
      },
    },
    async (_request, reply) => withEtag(reply, await readCodeSettings(platform)),
  )
  app.put(
    path,
    {
      config: { access: 'settings:write' },
      schema: {
        summary: 'Choose whose configuration Android devices get that are on no list',
        description:
          'Agent, extras and keys of the bulk enrollment, without its token: such devices enroll by their numbers, and by login or key and code where their record says so. Whoever has the enrollment link of such a device then sees its QR code, with the password of the Wi-Fi if there is one in it. Null: there is no code for them.',
        tags,
        body: AndroidCodeSettingsPut,
        response: { 200: AndroidCodeSettings },
      },
    },
    async (request, reply) => {
      const change = {
        put: request.body,
        expect: (current: AndroidCodeSettings) => checkIfMatch(request, current),
      }
      return withEtag(reply, await changeCodeSettings(platform, actorOf(request), change))
    },
  )
}
