import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authoritiesOf } from '../apple/authority.ts'
import { profileParts } from '../apple/hand-out-profile.ts'
import { linkProfile } from '../apple/link-profile.ts'
import { formBytes, readForm } from '../pages/form-body.ts'
import { chooseLanguage } from '../pages/language.ts'
import { refusedPage } from '../pages/refused-page.ts'
import { pageHeaders, sendPage } from '../pages/send-page.ts'
import type { Platform } from '../platform/platform.ts'
import { frameOf, type Document } from './link-answer.ts'
import { openLink } from './link-lookup.ts'
import { downloads } from './link-state.ts'
import { answerForm, firstPage, gone, type Caller } from './link-walk.ts'
import { visitorOf } from './visitor.ts'

type Params = { Params: { token: string } }
type Download = Params & { Querystring: { state?: string } }

const hidden = { schema: { hide: true } }

/**
 * The pages behind enrollment links, for people. They need no script and no cookie, set none, and lead nowhere else; a page that is
 * read changes nothing, so that mail programs and previews may look at a link.
 */
export function linkRoutes(server: FastifyInstance, platform: Platform): void {
  const authorities = authoritiesOf(platform)
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error, request, reply) => answerFailure(platform, error, { request, reply }))

    scope.get<Params>('/e/:token', hidden, async (request, reply) =>
      send(reply, await firstPage(platform, callerOf(request))),
    )
    scope.post<Params>('/e/:token', { ...hidden, bodyLimit: formBytes }, async (request, reply) => {
      const fields = readForm(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
      return send(reply, await answerForm(platform, callerOf(request), fields))
    })
    scope.get<Download>(
      '/e/:token/profile',
      { ...hidden, exposeHeadRoute: false },
      async (request, reply) => {
        const parts = await profileParts(platform, authorities)
        const caller = callerOf(request)
        const granted = await grantedTo(platform, caller, request.query.state)
        if ('status' in granted) return send(reply, granted)
        const now = platform.clock()
        const profile = await platform.db
          .transaction()
          .execute((trx) => linkProfile(trx, parts, { ...granted, now }))
        return reply
          .headers(pageHeaders)
          .header('Content-Disposition', 'attachment; filename="enroll.mobileconfig"')
          .type('application/x-apple-aspen-config')
          .send(profile)
      },
    )
  })
}

const callerOf = ({ params, headers, ip }: FastifyRequest<Params>): Caller => ({
  token: params.token,
  language: chooseLanguage(headers['accept-language']),
  visitor: visitorOf(headers['user-agent']),
  address: ip,
})

/** What a person may download who has proved everything, a while ago at most; the link must still be good. */
async function grantedTo(
  platform: Platform,
  caller: Caller,
  state: string | undefined,
): Promise<{ deviceId: string; arrivalId: string } | Document> {
  const link = await openLink(platform, caller.token, caller.address)
  if ('gone' in link) return gone(platform, caller, link.gone)
  const opened = downloads(platform.secrets).open(
    typeof state === 'string' ? state : undefined,
    platform.clock(),
  )
  const { request, device } = link
  if (!opened.ok || opened.value.requestId !== request.id || opened.value.deviceId !== device?.id)
    return gone(platform, caller, 'page-expired')
  if (device.status !== 'withdrawn') return opened.value
  const frame = await frameOf(platform, caller.language)
  return { status: 403, document: refusedPage({ ...frame, kind: 'withdrawn' }) }
}

const send = (reply: FastifyReply, { status, document }: Document) => sendPage(reply, status, document)

type Exchange = { request: FastifyRequest; reply: FastifyReply }

/** People are told in words, whatever it was; nothing that was sent goes into the log. */
async function answerFailure(platform: Platform, error: unknown, { request, reply }: Exchange) {
  const facts = { requestId: request.id, route: request.routeOptions.url }
  const { code } = error as { code?: unknown }
  const isOurs = !(typeof code === 'string' && code.startsWith('FST_'))
  if (isOurs) request.log.error({ ...facts, err: error }, 'page failed')
  else request.log.info({ ...facts, why: (error as Error).message }, 'page refused')
  const frame = await frameOf(platform, chooseLanguage(request.headers['accept-language']))
  const document = refusedPage({ ...frame, kind: isOurs ? 'busy' : 'page-damaged' })
  return sendPage(reply, isOurs ? 503 : 400, document)
}
