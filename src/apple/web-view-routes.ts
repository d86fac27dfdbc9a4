import type { FastifyInstance, FastifyReply } from 'fastify'
import type { GivenCode, GivenLogin } from '../admission/answers.ts'
import { formBytes, readForm, type FormFields } from '../pages/form-body.ts'
import { plainRefusal, type Page } from '../pages/plain-refusal.ts'
import { pageHeaders, sendPage } from '../pages/send-page.ts'
import type { RefusalKind } from '../pages/texts.ts'
import type { Platform } from '../platform/platform.ts'
import { MachineInfoError } from '../protocol/mdm/machine-info.ts'
import type { OidcExchange, OidcFlow } from '../sign-on/oidc-flow.ts'
import { beginOidc } from '../sign-on/sign-on.ts'
import { authoritiesOf } from './authority.ts'
import type { EnrollOptions } from './enroll.ts'
import { damageNoter, type NoteDamage } from './note-damaged-state.ts'
import type { Typed } from '../admission/typed-credential.ts'
import { checkGiven, providerLogin } from './web-view-credential.ts'
import { pageFor } from './web-view-page.ts'
import { webPaths } from './web-view-paths.ts'
import { claimsIn, firstVisit, languageIn, laterVisit } from './web-view-request.ts'
import { visitStates } from './web-view-state.ts'
import { takeStep, type Visit } from './web-view-step.ts'

type Exchange = OidcExchange
type Web = { platform: Platform; options: EnrollOptions; noteDamage: NoteDamage }

const hidden = { schema: { hide: true }, exposeHeadRoute: false }

const webOf = (platform: Platform, anchors: EnrollOptions['anchors']): Web => ({
  platform,
  options: { anchors, authorities: authoritiesOf(platform) },
  noteDamage: damageNoter(platform),
})

/** The web view of Setup Assistant (apple-mdm.md 1.5). Answers pages, and at the end the profile. */
export function webViewRoutes(
  server: FastifyInstance,
  platform: Platform,
  { anchors }: Pick<EnrollOptions, 'anchors'>,
): void {
  const web = webOf(platform, anchors)
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error, request, reply) => answerFailure(web, error, { request, reply }))

    scope.get(webPaths.first, hidden, async (request, reply) => {
      const claims = claimsIn(request, anchors)
      if (!claims) return refuse(web, { request, reply }, 'not-a-device')
      return answer(web, { request, reply }, { visit: firstVisit(request, claims) })
    })
    scope.post(webPaths.answer, { ...hidden, bodyLimit: formBytes }, async (request, reply) => {
      const fields = readForm(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
      return answerForm(web, { request, reply }, fields)
    })
    scope.get<{ Querystring: { state?: string } }>(webPaths.signOn, hidden, (request, reply) =>
      leaveForProvider(web, { request, reply }, request.query.state),
    )
  })
}

async function answerForm(web: Web, exchange: Exchange, fields: FormFields): Promise<FastifyReply> {
  const visit = visitOf(web, exchange, fields.get('state'))
  if (!visit) return refuseDamaged(web, exchange)
  const told = tellChoices(visit, fields)
  const { credential, typed, settle } = await checkGiven(web.platform, told, fields)
  return answer(web, exchange, { visit: told, credential, typed, settle })
}

/** What is chosen and not typed; a page that is not good says nothing. */
function tellChoices(visit: Visit, fields: FormFields): Visit {
  if (visit.page !== 'good') return visit
  const ownership = fields.get('ownership')
  return {
    ...visit,
    state: {
      ...visit.state,
      termsAccepted: visit.state.termsAccepted || fields.get('terms') === 'accepted',
      ...(ownership === 'personal' || ownership === 'corporate' ? { ownership } : {}),
    },
  }
}

/** A link, not a form: it leads elsewhere, which forms of the pages may not. */
async function leaveForProvider(
  web: Web,
  exchange: Exchange,
  state: string | undefined,
): Promise<FastifyReply> {
  const visit = visitOf(web, exchange, state)
  if (!visit || !state) return refuseDamaged(web, exchange)
  if (visit.page !== 'good') return answer(web, exchange, { visit })
  const walk = await beginOidc(web.platform, { returnState: state })
  if (walk.ok) return exchange.reply.headers(pageHeaders).redirect(walk.url, 302)
  return answer(web, exchange, { visit, credential: providerLogin({ ok: false, reason: 'unavailable' }) })
}

/**
 * People who are back from the provider. The answer goes to the browser that came back, so whoever began the walk and sent somebody
 * else on it gains nothing.
 */
export function webViewFlow(platform: Platform, { anchors }: Pick<EnrollOptions, 'anchors'>): OidcFlow {
  const web = webOf(platform, anchors)
  const open = (token: string) => visitStates(platform.secrets).open(token, platform.clock())
  return {
    owns(returnState) {
      const opened = open(returnState)
      return opened.ok || opened.reason === 'expired'
    },
    answer(exchange, back) {
      const visit = laterVisit(exchange.request, open(back.returnState), anchors)
      if (!visit) return refuseDamaged(web, exchange)
      const credential = visit.page === 'good' ? providerLogin(back) : undefined
      return answer(web, exchange, { visit, credential })
    },
  }
}

const visitOf = ({ platform, options }: Web, { request }: Exchange, token: string | undefined) =>
  laterVisit(request, visitStates(platform.secrets).open(token, platform.clock()), options.anchors)

type Answering = {
  visit: Visit
  credential?: GivenCode | GivenLogin | undefined
  typed?: Typed
  settle?: Awaited<ReturnType<typeof checkGiven>>['settle']
}

async function answer(
  { platform, options }: Web,
  { request, reply }: Exchange,
  { visit, credential, typed = {}, settle }: Answering,
): Promise<FastifyReply> {
  const stepped = await takeStep(platform, options, visit, credential)
  if ('profile' in stepped) {
    await settle?.('admitted')
    return reply.headers(pageHeaders).type('application/x-apple-aspen-config').send(stepped.profile)
  }
  const { arrival } = stepped
  const { reason } = arrival.decision
  await settle?.(reason)
  request.log.info({ arrival: arrival.id, reason }, 'arrival not admitted')
  return sendAs(reply, await pageFor(platform, { arrival, state: visit.state, credential, typed }))
}

const sendAs = (reply: FastifyReply, { status, document }: Page) => sendPage(reply, status, document)

async function refuse(
  { platform }: Web,
  { request, reply }: Exchange,
  kind: RefusalKind,
): Promise<FastifyReply> {
  return sendAs(reply, await plainRefusal(platform.db, languageIn(request), kind))
}

async function refuseDamaged(web: Web, exchange: Exchange): Promise<FastifyReply> {
  await web.noteDamage(exchange.request.ip)
  return refuse(web, exchange, 'page-damaged')
}

/** People are told in words, whatever it was; nothing that was sent goes into the log. */
async function answerFailure(web: Web, error: unknown, exchange: Exchange): Promise<FastifyReply> {
  const { request } = exchange
  const facts = { requestId: request.id, route: request.routeOptions.url }
  const { code } = error as { code?: unknown }
  const isOurs =
    !(error instanceof MachineInfoError) && !(typeof code === 'string' && code.startsWith('FST_'))
  if (isOurs) request.log.error({ ...facts, err: error }, 'page failed')
  else request.log.info({ ...facts, why: (error as Error).message }, 'page refused')
  if (error instanceof MachineInfoError) return refuse(web, exchange, 'not-a-device')
  return refuse(web, exchange, isOurs ? 'busy' : 'page-damaged')
}
