import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id, page } from '../contract/common.ts'
import { Mail, MailQuery, MailSettings, MailSettingsPut, TestMail, TestMailAnswer } from '../contract/mail.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { changeMailSettings } from './change-mail-settings.ts'
import { listMails } from './mail-list.ts'
import { readMailSettings } from './mail-setup.ts'
import { retryMail } from './retry-mail.ts'
import { sendTestMail } from './send-test-mail.ts'

export function mailRoutes(server: FastifyInstance, platform: Platform): void {
  serveMails(server, platform)
  serveSettings(server, platform)
}

function serveMails(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['mails']

  app.get(
    '/api/v1/mails',
    {
      config: { access: 'device:read' },
      schema: {
        summary: 'List mails, newest first',
        description: 'What a mail says is made when it is sent and kept nowhere.',
        tags,
        querystring: MailQuery,
        response: { 200: page(Mail) },
      },
    },
    ({ query }) => listMails(platform, query),
  )

  app.post(
    '/api/v1/mails/:id/retry',
    {
      config: { access: 'device:write' },
      schema: {
        summary: 'Send a mail that failed, was cancelled or waits for its next try now',
        tags,
        params: z.object({ id: Id }),
        response: { 200: Mail },
      },
    },
    (request) => retryMail(platform, actorOf(request), request.params.id),
  )
}

function serveSettings(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['settings']

  app.get(
    '/api/v1/settings/mail',
    {
      config: { access: 'settings:read' },
      schema: { summary: 'Read the mail settings', tags, response: { 200: MailSettings } },
    },
    async (_request, reply) => withEtag(reply, await readMailSettings(platform)),
  )

  app.put(
    '/api/v1/settings/mail',
    {
      config: { access: 'settings:write' },
      schema: {
        summary: 'Change the mail settings; what is left out stays',
        description:
          'A password is kept sealed and never given out. It belongs to its server: when host or port change it is forgotten unless it is sent again.',
        tags,
        body: MailSettingsPut,
        response: { 200: MailSettings },
      },
    },
    async (request, reply) => {
      const expect = (current: MailSettings) => checkIfMatch(request, current)
      return withEtag(
        reply,
        await changeMailSettings(platform, actorOf(request), { put: request.body, expect }),
      )
    },
  )

  app.post(
    '/api/v1/settings/mail/test',
    {
      config: { access: 'settings:write' },
      schema: {
        summary: 'Send a test mail with the settings as they are stored',
        description:
          'Answers what the mail server said; when it did not take the mail, `detail` of the problem is its answer.',
        tags,
        body: TestMail,
        response: { 200: TestMailAnswer },
      },
    },
    (request) => sendTestMail(platform, actorOf(request), request.body.to),
  )
}
