import { foreseeRegistration, questionOf } from '../android/code/code-question.ts'
import { findDeviceCode, findUnlistedCode, type FoundCode } from '../android/code/device-code.ts'
import { isCodeNoted, noteDeviceCode, type CodeTarget } from '../android/code/note-device-code.ts'
import type { Decision } from '../admission/decision.ts'
import type { CodeQuestion } from '../contract/device-code.ts'
import { holdDevice } from '../devices/device-store.ts'
import { keyOf } from '../mail/check-in-message.ts'
import type { FormFields } from '../pages/form-body.ts'
import type { Asking } from '../pages/page.ts'
import { refusedPage } from '../pages/refused-page.ts'
import type { RefusalKind } from '../pages/texts.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { drawSvg } from '../android/code/qr.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { askForCodePage, codePage } from './android-pages.ts'
import type { Document } from './link-answer.ts'
import type { OpenLink } from './link-lookup.ts'
import { otherKindPage } from './link-pages.ts'
import { codeViews, pageMs } from './link-state.ts'
import { noteRequest } from './request-notes.ts'
import { lockRequest } from './request-store.ts'

const findCode = (platform: Platform, { device }: OpenLink) =>
  device ? findDeviceCode(platform, device) : findUnlistedCode(platform)

/** Whether somebody without a device on record may choose one with Android. */
export async function isAndroidOffered(platform: Platform): Promise<boolean> {
  const { preEnrolledDevicesOnly } = await readEnrollmentSettings(platform.db)
  return !preEnrolledDevicesOnly && !('fault' in (await findUnlistedCode(platform)))
}

type Visit = {
  link: OpenLink
  asking: Asking
  name: string
  address: string
  fields?: FormFields | undefined
}

/**
 * The code of an Android device, as far as there is one. A code with a token or another secret is shown to a person who asks for it,
 * which is noted; any other at once.
 */
export async function androidPage(platform: Platform, visit: Visit): Promise<Document> {
  const { link, asking, fields, address } = visit
  const code = await findCode(platform, link)
  if ('fault' in code) return { status: 200, document: otherKindPage(asking) }
  const decision = link.device && (await foreseeRegistration(platform, link.device, code))
  const kind = decision && refusals[decision.reason]
  if (kind) return { status: 403, document: refusedPage({ ...asking, kind }) }
  const device = link.device && visit.name
  const mayShow = !code.secret || fields?.get('show') === 'yes'
  if (!mayShow) return { status: 200, document: askForCodePage({ ...asking, device }) }
  if (code.secret) await noteShown(platform, link, code, address)
  const asks = decision ? questionOf(decision) : 'login'
  const state = codeViews(platform.secrets).seal(
    { requestId: link.request.id, deviceId: link.device?.id ?? null },
    new Date(platform.clock().getTime() + pageMs),
  )
  const document = codePage({
    ...asking,
    device,
    picture: `${asking.action}/qr.svg?state=${state}`,
    pictureName: code.shortCode,
    until: firstOf(link.request.expiresAt, code.tokenExpiresAt),
    asks,
    typed: await typedAt(platform, link, asks),
    isUnread: link.request.openedAt === null && !fields,
  })
  return { status: 200, document, images: true }
}

/** What is so now however the person answers. */
const refusals: Partial<Record<Decision['reason'], RefusalKind>> = {
  withdrawn: 'withdrawn',
  expired: 'expired',
  'unknown-device': 'unknown-device',
  'ambiguous-device': 'ambiguous-device',
}

const firstOf = (one: string, other: string | null): string =>
  other !== null && Date.parse(other) < Date.parse(one) ? other : one

async function typedAt({ db }: Platform, { device, request }: OpenLink, asks: CodeQuestion) {
  if (asks === 'login') return request.userName
  return asks === 'code' && device ? keyOf(device, await readEnrollmentSettings(db)) : null
}

async function noteShown(
  { db, clock }: Platform,
  { request: { id, userName, device } }: OpenLink,
  code: FoundCode,
  address: string,
): Promise<void> {
  const actor = deviceActor(userName ?? device?.identifier ?? 'link', address)
  const target: CodeTarget = device
    ? { kind: 'device', id: device.id, name: device.identifier }
    : { kind: 'enrollment-request', id, name: userName }
  await db.transaction().execute(async (trx) => {
    const now = clock()
    // The device first, as everybody does.
    if (device) await holdDevice(trx, device.id)
    const locked = await lockRequest(trx, id, now)
    if (!locked || (await isCodeNoted(trx, actor, target, code))) return
    await noteRequest(trx, locked.request, {
      kind: 'device.code-shown',
      actor: actor.name,
      summary: 'The QR code of the device was shown on the page of its enrollment link.',
      facts: { address, shortCode: code.shortCode },
    })
    await noteDeviceCode(trx, actor, target, code)
  })
}

/** The picture on the page; one with secrets only for a page that was asked for a while ago at most. */
export async function androidPicture(
  platform: Platform,
  link: OpenLink,
  state: string | undefined,
): Promise<string | undefined> {
  const code = await findCode(platform, link)
  if ('fault' in code) return undefined
  const opened = codeViews(platform.secrets).open(state, platform.clock())
  const isOfPage =
    opened.ok &&
    opened.value.requestId === link.request.id &&
    opened.value.deviceId === (link.device?.id ?? null)
  const mayShow = isOfPage || (!code.secret && link.device?.platform === 'android')
  return mayShow ? drawSvg(code.json, code.qr.errorCorrection) : undefined
}
