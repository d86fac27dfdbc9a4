import type { AdmissionReason } from '../contract/arrival.ts'
import type { FormFields } from '../pages/form-body.ts'
import type { Platform } from '../platform/platform.ts'
import { checkPassword } from '../sign-on/sign-on.ts'
import type { GivenCode, GivenLogin } from './answers.ts'
import { countCodeTry, settleCodeTry, type CodeTry } from './code-tries.ts'

/** What a person typed on a page, checked as far as it may be now. `settle` is told how the decision came out. */
export type TypedCredential = {
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

/** A try of the key and code, counted before it is made. */
export async function tryCode(platform: Platform, code: string, tried: CodeTry): Promise<TypedCredential> {
  const { key } = tried
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

export async function tryLogin(
  platform: Platform,
  fields: FormFields,
  address: string,
): Promise<TypedCredential> {
  const userName = fieldText(fields, 'userName')
  const password = fields.get('password') ?? ''
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

export const fieldText = (fields: FormFields, name: string): string =>
  (fields.get(name) ?? '').trim().slice(0, 200)
