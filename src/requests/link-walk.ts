import type { AdmissionReason } from '../contract/arrival.ts'
import type { FormFields } from '../pages/form-body.ts'
import type { Language } from '../pages/language.ts'
import type { Asking } from '../pages/page.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { GivenLogin } from '../admission/answers.ts'
import { androidPage, isAndroidOffered } from './android-link.ts'
import { answerDecision, askLogin, faultOf, frameOf, type Document } from './link-answer.ts'
import type { TypedCredential } from '../admission/typed-credential.ts'
import { asProved, provedBefore, readGiven } from './link-credential.ts'
import { decideArrival, foresee } from './link-decision.ts'
import {
  elsewherePage,
  gonePage,
  installPage,
  otherKindPage,
  ownDevicePage,
  switchOnPage,
} from './link-pages.ts'
import { openLink, type OpenLink } from './link-lookup.ts'
import { downloads, linkVisits, LinkVisit, pageMs } from './link-state.ts'
import type { GoneKind } from './link-texts.ts'
import { noteOpened } from './note-opened.ts'
import { enrollsByLink } from './request.ts'
import { linkOf } from './request-token.ts'
import { mayBe, type Visitor } from './visitor.ts'

/** Somebody at the address of a link. */
export type Caller = { token: string; language: Language; visitor: Visitor; address: string }

const goneStatus: Record<GoneKind, Document['status']> = {
  unknown: 404,
  expired: 410,
  revoked: 410,
  replaced: 410,
  used: 410,
  'too-many': 429,
  'page-expired': 410,
}

export async function gone(platform: Platform, { language }: Caller, kind: GoneKind): Promise<Document> {
  return { status: goneStatus[kind], document: gonePage({ ...(await frameOf(platform, language)), kind }) }
}

/** The first page. Reading it changes nothing: mail programs and previews read it too. */
export async function firstPage(platform: Platform, caller: Caller): Promise<Document> {
  const link = await openLink(platform, caller.token, caller.address)
  if ('gone' in link) return gone(platform, caller, link.gone)
  const visit = newVisit(link, caller)
  const asking = await askingFor(platform, caller, visit)
  const platformOfDevice = link.request.device?.platform ?? null
  if (isLanding(link) || mayBe(caller.visitor, platformOfDevice))
    return nextPage(platform, caller, { link, visit })
  const named = { device: nameOf(link), link: linkOf(platform.publicUrl(), caller.token) }
  const android = link.request.device === null && (await isAndroidOffered(platform))
  return {
    status: 200,
    document: await elsewherePage({ ...asking, ...named, isMac: platformOfDevice === 'macos', android }),
  }
}

const newVisit = ({ request: { id } }: OpenLink, { token, language }: Caller): LinkVisit => ({
  requestId: id,
  token,
  language,
  termsAccepted: false,
})

/** The device does not enroll from here. */
const isLanding = ({ device }: OpenLink) => device !== null && !enrollsByLink(device)

const nameOf = ({ request: { device, userName } }: OpenLink) =>
  device?.displayName ?? device?.identifier ?? userName ?? ''

async function askingFor(platform: Platform, caller: Caller, visit: LinkVisit): Promise<Asking> {
  const state = linkVisits(platform.secrets).seal(visit, new Date(platform.clock().getTime() + pageMs))
  return { ...(await frameOf(platform, visit.language)), action: `/e/${caller.token}`, state }
}

/** A form was sent: a person did it, so the link counts as opened. */
export async function answerForm(platform: Platform, caller: Caller, fields: FormFields): Promise<Document> {
  const link = await openLink(platform, caller.token, caller.address)
  if ('gone' in link) return gone(platform, caller, link.gone)
  const opened = linkVisits(platform.secrets).open(fields.get('state'), platform.clock())
  if (!opened.ok || opened.value.requestId !== link.request.id) return gone(platform, caller, 'page-expired')
  await noteOpened(platform, link.request, caller.address)
  return nextPage(platform, caller, { link, visit: told(opened.value, fields), fields })
}

/** A person is back from a provider, who has said who they are. */
export async function answerBack(
  platform: Platform,
  caller: Caller,
  { visit, credential }: { visit: LinkVisit; credential: GivenLogin },
): Promise<Document> {
  const link = await openLink(platform, caller.token, caller.address)
  if ('gone' in link) return gone(platform, caller, link.gone)
  if (visit.requestId !== link.request.id) return gone(platform, caller, 'page-expired')
  await noteOpened(platform, link.request, caller.address)
  return nextPage(platform, caller, { link, visit, given: { credential, typed: {} } })
}

/** What is chosen and not typed. */
function told(visit: LinkVisit, fields: FormFields): LinkVisit {
  const ownership = fields.get('ownership')
  const platform = fields.get('platform')
  return {
    ...visit,
    termsAccepted: visit.termsAccepted || fields.get('terms') === 'accepted',
    ...(ownership === 'personal' || ownership === 'corporate' ? { ownership } : {}),
    ...(isOwnKind(platform) ? { platform } : {}),
  }
}

const isOwnKind = (text: string | undefined): text is NonNullable<LinkVisit['platform']> =>
  LinkVisit.shape.platform.safeParse(text).data !== undefined

/** `given`: what somebody else has checked. */
type Walk = { link: OpenLink; visit: LinkVisit; fields?: FormFields; given?: TypedCredential }

async function nextPage(platform: Platform, caller: Caller, walk: Walk): Promise<Document> {
  const { link, visit } = walk
  const { device } = link
  if (device && isLanding(link)) {
    const asking = await askingFor(platform, caller, visit)
    if (device.platform === 'android') return codeOf(platform, caller, walk)
    const isApple = ['ios', 'ipados', 'macos', 'tvos'].includes(device.platform)
    const document = isApple ? switchOnPage({ ...asking, device: nameOf(link) }) : otherKindPage(asking)
    return { status: 200, document }
  }
  return device ? recordPage(platform, caller, walk) : ownPage(platform, caller, walk)
}

async function codeOf(platform: Platform, caller: Caller, { link, visit, fields }: Walk): Promise<Document> {
  const asking = await askingFor(platform, caller, visit)
  return androidPage(platform, { link, asking, fields, name: nameOf(link), address: caller.address })
}

/** For a device on record: what the decision still needs. */
async function recordPage(platform: Platform, caller: Caller, walk: Walk): Promise<Document> {
  const { link, visit } = walk
  const before = provedBefore(visit)
  const foreseen = await foresee(platform, link, visit, before)
  const isRead = !walk.fields && !walk.given
  if (isRead && foreseen.outcome === 'admit') return askOwn(platform, caller, visit)
  const given = await givenFor(platform, caller, walk, foreseen.reason)
  const credential = given.credential ?? before
  if (isRead || (!given.credential && foreseen.outcome === 'challenge')) {
    const asking = await askingFor(platform, caller, visit)
    return answerDecision(platform, asking, { decision: foreseen, typed: given.typed, link })
  }
  return decided(platform, caller, { link, visit, given: { ...given, credential }, mayBringOwn: false })
}

const needs: Partial<Record<AdmissionReason, 'code' | 'login'>> = {
  'code-needed': 'code',
  'login-needed': 'login',
}

async function givenFor(
  platform: Platform,
  { address }: Caller,
  { link, fields, given }: Walk,
  reason: AdmissionReason,
): Promise<TypedCredential> {
  if (given) return given
  if (!fields) return { typed: {} }
  return readGiven(platform, needs[reason] ?? null, { fields, deviceId: link.device?.id ?? null, address })
}

/** For somebody who brings a device: who they are, where the settings want to know, and what it is. */
async function ownPage(platform: Platform, caller: Caller, walk: Walk): Promise<Document> {
  const { link, visit, fields } = walk
  const { preEnrolledDevicesOnly, defaultAuthentication } = await readEnrollmentSettings(platform.db)
  if (preEnrolledDevicesOnly && !fields) {
    const asking = await askingFor(platform, caller, visit)
    const decision = await foresee(platform, link, visit, undefined)
    return answerDecision(platform, asking, { decision, typed: {}, link })
  }
  if (preEnrolledDevicesOnly) {
    return decided(platform, caller, { link, visit, given: { typed: {} }, mayBringOwn: false })
  }
  const before = provedBefore(visit)
  const needsLogin = defaultAuthentication === 'login' && before === undefined
  const given = await givenFor(platform, caller, walk, needsLogin ? 'login-needed' : 'admitted')
  const fault = ownFault(link, given)
  if (needsLogin && (!given.credential || fault)) {
    const asking = { ...(await askingFor(platform, caller, visit)), fault }
    return { status: fault ? 403 : 200, document: await askLogin(platform, asking, given.typed) }
  }
  const proved = { ...visit, credential: asProved(given.credential ?? before) }
  const android = await isAndroidOffered(platform)
  if (visit.platform === 'android' && android) return codeOf(platform, caller, { ...walk, visit: proved })
  if (!visit.platform || visit.platform === 'android') return askOwn(platform, caller, proved, android)
  const all = { ...given, credential: given.credential ?? before }
  return decided(platform, caller, { link, visit: proved, given: all, mayBringOwn: true })
}

/** Nothing is left to prove: the person says what it is, and means it. */
async function askOwn(
  platform: Platform,
  caller: Caller,
  visit: LinkVisit,
  android = false,
): Promise<Document> {
  const asking = await askingFor(platform, caller, visit)
  return { status: 200, document: ownDevicePage({ ...asking, visitor: caller.visitor, android }) }
}

/** Only the person that the link was sent to may use it. */
function ownFault({ request }: OpenLink, { credential, typed }: TypedCredential): Asking['fault'] {
  if (credential?.kind !== 'login') return faultOf('login-needed', typed)
  const { result } = credential
  if (result.ok) return result.user.userName === request.userName ? undefined : 'wrong-user'
  const isWrong = result.reason === 'wrong' || result.reason === 'qualified-name'
  return faultOf(isWrong ? 'wrong-login' : 'sign-on-unavailable', typed)
}

type Deciding = { link: OpenLink; visit: LinkVisit; given: TypedCredential; mayBringOwn: boolean }

async function decided(platform: Platform, caller: Caller, deciding: Deciding): Promise<Document> {
  const { link, visit, given, mayBringOwn } = deciding
  const { credential, typed, settle } = given
  const { address } = caller
  const arrival = await decideArrival(platform, link, { visit, credential, address, mayBringOwn })
  if (!arrival) return firstPage(platform, caller)
  const { decision, shortCode, arrivalId } = arrival
  await settle?.(decision.reason)
  if (decision.outcome === 'admit' && decision.device) {
    const { id: deviceId, platform: kind } = decision.device
    const frame = { ...(await frameOf(platform, visit.language)), shortCode }
    const until = new Date(platform.clock().getTime() + pageMs)
    const state = downloads(platform.secrets).seal({ requestId: link.request.id, deviceId, arrivalId }, until)
    const href = `/e/${caller.token}/profile?state=${state}`
    return { status: 200, document: installPage({ ...frame, href, platform: kind }) }
  }
  const isProved = decision.reason === 'ownership-needed' || decision.reason === 'terms-needed'
  const next = isProved ? { ...visit, credential: asProved(credential) } : visit
  const asking = await askingFor(platform, caller, next)
  return answerDecision(platform, asking, { decision, typed, link, shortCode })
}
