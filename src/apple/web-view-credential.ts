import type { GivenCode, GivenLogin } from '../admission/answers.ts'
import { countCodeTry, settleCodeTry } from '../admission/code-tries.ts'
import { decide } from '../admission/receive-arrival.ts'
import type { AdmissionReason } from '../contract/arrival.ts'
import type { FormFields } from '../pages/form-body.ts'
import type { Platform } from '../platform/platform.ts'
import { checkPassword, type OidcRefusal, type SignOnResult } from '../sign-on/sign-on.ts'
import { arrivalOf, type Visit } from './web-view-step.ts'

/** What a person typed, checked as far as it may be now. `settle` is told how the decision came out. */
export type Checked = {
  credential?: GivenCode | GivenLogin | undefined
  typed: Typed
  settle?: (reason: AdmissionReason) => Promise<void>
}

/** What the page says or shows again. */
export type Typed = {
  key?: string | undefined
  userName?: string | undefined
  waitSeconds?: number | undefined
  /** The user name that would do. */
  plainName?: string | undefined
  /** A field was left empty, so nothing was tried. */
  isMissing?: boolean
}

/**
 * Checks a credential only where the device needs one: a page that is not good, or a device that may not enroll anyway, is no place to
 * guess at.
 */
export async function checkGiven(platform: Platform, visit: Visit, fields: FormFields): Promise<Checked> {
  if (visit.page !== 'good' || !(fields.has('code') || fields.has('password'))) return { typed: {} }
  const { reason } = await decide(platform.db, arrivalOf(visit), platform.clock(), {
    secrets: platform.secrets,
  })
  if (reason === 'code-needed' && fields.has('code')) {
    const key = field(fields, 'key')
    return checkCode(platform, visit, {
      key,
      code: field(fields, 'code'),
    })
  }
  if (reason === 'login-needed' && fields.has('password')) {
    return checkLogin(platform, visit, {
      userName: field(fields, 'userName'),
      password: fields.get('password') ?? '',
    })
  }
  return { typed: {} }
}

const field = (fields: FormFields, name: string) => (fields.get(name) ?? '').trim().slice(0, 200)

type TypedCode = { key: string; code: string }

async function checkCode(platform: Platform, visit: Visit, { key, code }: TypedCode): Promise<Checked> {
  if (code === '') return { typed: { key, isMissing: true } }
  const tried = { key, device: visit.state.claimed.serial ?? '', address: visit.address }
  const waitSeconds = await countCodeTry(platform, tried)
  return {
    credential: { kind: 'code', key, code, waitSeconds },
    typed: { key, waitSeconds },
    settle: async (reason) => {
      if (!unproven.has(reason)) await settleCodeTry(platform, tried)
    },
  }
}

/** After these it is not known whether the code is right. */
const unproven: ReadonlySet<AdmissionReason> = new Set([
  'wrong-code',
  'too-many-tries',
  'page-expired',
  'page-used',
  'page-foreign',
])

type TypedLogin = { userName: string; password: string }

async function checkLogin(platform: Platform, { address }: Visit, typed: TypedLogin): Promise<Checked> {
  const { userName, password } = typed
  if (userName === '' || password === '') return { typed: { userName, isMissing: true } }
  const result = await checkPassword(platform, { userName, password, address })
  return {
    credential: { kind: 'login', userName, result },
    typed: {
      userName,
      ...(!result.ok && result.reason === 'wait' ? { waitSeconds: result.waitSeconds } : {}),
      ...(!result.ok && result.reason === 'qualified-name' ? { plainName: result.suggestion } : {}),
    },
  }
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
