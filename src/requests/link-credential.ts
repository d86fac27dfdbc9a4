import type { GivenCode, GivenLogin } from '../admission/answers.ts'
import { countCodeTry, settleCodeTry } from '../admission/code-tries.ts'
import type { AdmissionReason } from '../contract/arrival.ts'
import type { FormFields } from '../pages/form-body.ts'
import type { Platform } from '../platform/platform.ts'
import { checkPassword } from '../sign-on/sign-on.ts'
import type { LinkVisit } from './link-state.ts'

/** What a person typed, checked as far as it may be now. `settle` is told how the decision came out. */
export type Given = {
  credential?: GivenCode | GivenLogin | undefined
  typed: Typed
  settle?: (reason: AdmissionReason) => Promise<void>
}

/** What the page says or shows again. */
export type Typed = {
  key?: string | undefined
  userName?: string | undefined
  waitSeconds?: number | undefined
  plainName?: string | undefined
  isMissing?: boolean
}

type Trying = { fields: FormFields; deviceId: string | null; address: string }

/** `needed` is what the record asks for: a form for something else is no place to guess at it. */
export async function readGiven(
  platform: Platform,
  needed: 'code' | 'login' | null,
  { fields, deviceId, address }: Trying,
): Promise<Given> {
  if (needed === 'login' && fields.has('password')) return readLogin(platform, fields, address)
  if (needed !== 'code' || !fields.has('code')) return { typed: {} }
  const [key, code] = [field(fields, 'key'), field(fields, 'code')]
  if (code === '' || key === '') return { typed: { key, isMissing: true } }
  const tried = { key, device: deviceId ?? '', address }
  const waitSeconds = await countCodeTry(platform, tried)
  return {
    credential: { kind: 'code', key, code, waitSeconds },
    typed: { key, waitSeconds },
    settle: async (reason) => {
      if (reason !== 'wrong-code' && reason !== 'too-many-tries') await settleCodeTry(platform, tried)
    },
  }
}

async function readLogin(platform: Platform, fields: FormFields, address: string): Promise<Given> {
  const userName = field(fields, 'userName')
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

const field = (fields: FormFields, name: string) => (fields.get(name) ?? '').trim().slice(0, 200)

/** What was proved on a page before. */
export function provedBefore({ credential }: LinkVisit): GivenCode | GivenLogin | undefined {
  if (credential?.kind !== 'login') return credential
  const { user } = credential
  return { kind: 'login', userName: user.userName, result: { ok: true, user } }
}

/** What may go into the next page: what was right, and nothing else. */
export function asProved(credential: GivenCode | GivenLogin | undefined): LinkVisit['credential'] {
  if (credential?.kind === 'code') return { kind: 'code', key: credential.key, code: credential.code }
  return credential?.result.ok ? { kind: 'login', user: credential.result.user } : undefined
}
