import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { page, type Page } from '../contract/common.ts'
import { Expiring } from '../contract/expiring.ts'
import { TestReminderAnswer } from '../contract/mail.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Db } from '../platform/db/database.ts'
import { wholeList } from '../platform/db/paging.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { inOrder } from './expiring.ts'
import { sources } from './lifetimes.ts'
import { sendTestReminder } from './send-test-reminder.ts'

export function expiringRoutes(server: FastifyInstance, platform: Platform): void {
  const { db, clock } = platform
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/expiring',
    {
      config: { access: 'signed-in' },
      schema: {
        summary: 'List everything with a lifetime, soonest first',
        description:
          'Server tokens of DEP accounts, the push certificate, the certificates of our own authorities, API tokens, tokens of bulk enrollments for which devices wait, and the ten enrollment requests that end next within three days; each for those who may read it.',
        tags: ['expiring'],
        response: { 200: page(Expiring) },
      },
    },
    (request) => listExpiring(db, actorOf(request), clock()),
  )
  app.post(
    '/api/v1/settings/mail/test-reminder',
    {
      config: { access: 'settings:write' },
      schema: {
        summary: 'Send an example of a reminder to every address that is reminded',
        description:
          'With the settings as they are stored. Answers what the mail server said for each address.',
        tags: ['settings'],
        response: { 200: TestReminderAnswer },
      },
    },
    (request) => sendTestReminder(platform, actorOf(request)),
  )
}

async function listExpiring(db: Db, { permissions }: Actor, now: Date): Promise<Page<Expiring>> {
  const readable = sources.filter(({ permission }) => permissions.has(permission))
  const things = await Promise.all(readable.map(({ list }) => list(db)))
  return wholeList(inOrder(things.flat(), now))
}
