import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authoritiesOf } from '../apple/authority.ts'
import { profileParts } from '../apple/hand-out-profile.ts'
import { linkProfile } from '../apple/link-profile.ts'
import { providerLogin } from '../apple/web-view-credential.ts'
import { formBytes, readForm } from '../pages/form-body.ts'
import { chooseLanguage } from '../pages/language.ts'
import { refusedPage } from '../pages/refused-page.ts'
import { pageHeaders, sendPage } from '../pages/send-page.ts'
import type { Platform } from '../platform/platform.ts'
import type { OidcFlow } from '../sign-on/oidc-flow.ts'
import { beginOidc } from '../sign-on/sign-on.ts'
import { androidPicture } from './android-link.ts'
import { frameOf, type Document } from './link-answer.ts'
import { openLink } from './link-lookup.ts'
import { downloads, linkVisits } from './link-state.ts'
import { answerBack, answerForm, firstPage, gone, type Caller } from './link-walk.ts'
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
    scope.get<Download>('/e/:token/sign-on', { ...hidden, exposeHeadRoute: false }, (request, reply) =>
      leaveForProvider(platform, { request, reply }),
    )
    scope.get<Download>('/e/:token/qr.svg', { ...hidden, exposeHeadRoute: false }, (request, reply) =>
      sendPicture(platform, { request, reply }),
    )
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

type Leaving = { request: FastifyRequest<Download>; reply: FastifyReply }

/** The code of an Android device, for its page. */
async function sendPicture(platform: Platform, { request, reply }: Leaving): Promise<FastifyReply> {
  const caller = callerOf(request)
  const link = await openLink(platform, caller.token, caller.address)
  if ('gone' in link) return send(reply, await gone(platform, caller, link.gone))
  const picture = await androidPicture(platform, link, textOf(request.query.state))
  if (picture === undefined) return send(reply, await gone(platform, caller, 'page-expired'))
  return reply.headers(pageHeaders).type('image/svg+xml').send(picture)
}

/** To the provider that the settings name, and to no other place. */
async function leaveForProvider(platform: Platform, { request, reply }: Leaving): Promise<FastifyReply> {
  const caller = callerOf(request)
  const { state } = request.query
  const link = await openLink(platform, caller.token, caller.address)
  if ('gone' in link) return send(reply, await gone(platform, caller, link.gone))
  const opened = linkVisits(platform.secrets).open(textOf(state), platform.clock())
  if (!opened.ok || opened.value.requestId !== link.request.id || typeof state !== 'string')
    return send(reply, await gone(platform, caller, 'page-expired'))
  const walk = await beginOidc(platform, { returnState: state })
  if (walk.ok) return reply.headers(pageHeaders).redirect(walk.url, 302)
  const credential = providerLogin({ ok: false, reason: 'unavailable' })
  return send(reply, await answerBack(platform, caller, { visit: opened.value, credential }))
}

/** People who are back from the provider go on with the page that they left. */
export function linkFlow(platform: Platform): OidcFlow {
  const open = (state: string) => linkVisits(platform.secrets).open(state, platform.clock())
  return {
    owns(returnState) {
      const opened = open(returnState)
      return opened.ok || opened.reason === 'expired'
    },
    async answer({ request, reply }, back) {
      const opened = open(back.returnState)
      const token = opened.ok || opened.reason === 'expired' ? opened.value.token : ''
      const caller = callerAt(token, request)
      if (!opened.ok) return send(reply, await gone(platform, caller, 'page-expired'))
      const answer = { visit: opened.value, credential: providerLogin(back) }
      return send(reply, await answerBack(platform, caller, answer))
    },
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

const callerOf = (request: FastifyRequest<Params>): Caller => callerAt(request.params.token, request)

const callerAt = (token: string, { headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): Caller => ({
  token,
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
  const opened = downloads(platform.secrets).open(textOf(state), platform.clock())
  const { request, device } = link
  if (!opened.ok || opened.value.requestId !== request.id || opened.value.deviceId !== device?.id)
    return gone(platform, caller, 'page-expired')
  if (device.status !== 'withdrawn') return opened.value
  const frame = await frameOf(platform, caller.language)
  return { status: 403, document: refusedPage({ ...frame, kind: 'withdrawn' }) }
}

const send = (reply: FastifyReply, { status, document, images }: Document) =>
  sendPage(reply, status, document, { images })

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
