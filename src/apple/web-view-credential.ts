import type { GivenLogin } from '../admission/answers.ts'
import { decide } from '../admission/receive-arrival.ts'
import { fieldText, tryCode, tryLogin, type TypedCredential } from '../admission/typed-credential.ts'
import type { FormFields } from '../pages/form-body.ts'
import type { Platform } from '../platform/platform.ts'
import type { OidcRefusal, SignOnResult } from '../sign-on/sign-on.ts'
import { arrivalOf, type Visit } from './web-view-step.ts'

/**
 * Checks a credential only where the device needs one: a page that is not good, or a device that may not enroll anyway, is no place to
 * guess at.
 */
export async function checkGiven(
  platform: Platform,
  visit: Visit,
  fields: FormFields,
): Promise<TypedCredential> {
  if (visit.page !== 'good' || !(fields.has('code') || fields.has('password'))) return { typed: {} }
  const { reason } = await decide(platform.db, arrivalOf(visit), platform.clock(), {
    secrets: platform.secrets,
  })
  if (reason === 'code-needed' && fields.has('code')) return checkCode(platform, visit, fields)
  if (reason === 'login-needed' && fields.has('password')) return tryLogin(platform, fields, visit.address)
  return { typed: {} }
}

/** The key may be left out: the serial number often tells which record it is. */
async function checkCode(platform: Platform, visit: Visit, fields: FormFields): Promise<TypedCredential> {
  const [key, code] = [fieldText(fields, 'key'), fieldText(fields, 'code')]
  if (code === '') return { typed: { key, isMissing: true } }
  const { address, state } = visit
  return tryCode(platform, code, { key, device: state.claimed.serial ?? '', address })
}

/** What a provider said of a person who came back from it. */
export function providerLogin(result: SignOnResult | OidcRefusal): GivenLogin {
  const login = { kind: 'login' as const, userName: null }
  if (result.ok) return { ...login, result }
  const { reason } = result
  return reason === 'expired' || reason === 'refused'
    ? { ...login, result: { ok: false, reason: 'failed' } }
    : { ...login, result: { ok: false, reason } }
}
