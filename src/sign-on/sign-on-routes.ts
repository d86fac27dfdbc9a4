import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import {
  AuthenticationSettings,
  AuthenticationSettingsPut,
  SignOnTest,
  TestSignOn,
} from '../contract/sign-on.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { changeSignOnSettings, readSignOnSettings } from './change-sign-on-settings.ts'
import { testDirectory, testLocalPassword, testProvider } from './test-sign-on.ts'

const tags = ['settings']
const writing = { config: { access: 'settings:write' as const } }

export function signOnRoutes(server: FastifyInstance, platform: Platform): void {
  serveSettings(server, platform)
  serveTests(server, platform)
}

function serveSettings(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/settings/authentication',
    {
      config: { access: 'settings:read' },
      schema: {
        summary: 'Read how people prove who they are',
        tags,
        response: { 200: AuthenticationSettings },
      },
    },
    async (_request, reply) => withEtag(reply, await readSignOnSettings(platform)),
  )
  app.put(
    '/api/v1/settings/authentication',
    {
      ...writing,
      schema: {
        summary: 'Change how people prove who they are; what is left out stays',
        description:
          'Secrets are kept sealed and never given out. They belong to their server: when the URL, the bind DN, the issuer or the client id change, the secret is forgotten unless it is sent again.',
        tags,
        body: AuthenticationSettingsPut,
        response: { 200: AuthenticationSettings },
      },
    },
    async (request, reply) => {
      const expect = (current: AuthenticationSettings) => checkIfMatch(request, current)
      const change = { put: request.body, expect }
      return withEtag(reply, await changeSignOnSettings(platform, actorOf(request), change))
    },
  )
}

function serveTests(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const description =
    'Tried with the settings as they are stored, switched on or not. Answers what happened step by step; the first step that fails is the last. Nobody is signed on and no user is created.'
  app.post(
    '/api/v1/settings/authentication/test-password',
    {
      ...writing,
      schema: {
        summary: 'Try a user name with a password that is kept here',
        description,
        tags,
        body: TestSignOn,
        response: { 200: SignOnTest },
      },
    },
    (request) => testLocalPassword(platform, actorOf(request), request.body),
  )
  app.post(
    '/api/v1/settings/authentication/test-ldap',
    {
      ...writing,
      schema: {
        summary: 'Try a user name with a password at the directory',
        description,
        tags,
        body: TestSignOn,
        response: { 200: SignOnTest },
      },
    },
    (request) => testDirectory(platform, actorOf(request), request.body),
  )
  app.post(
    '/api/v1/settings/authentication/test-oidc',
    {
      ...writing,
      schema: {
        summary: 'Ask the OpenID provider all that can be asked without a person',
        description,
        tags,
        response: { 200: SignOnTest },
      },
    },
    (request) => testProvider(platform, actorOf(request)),
  )
}
