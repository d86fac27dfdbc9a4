import type { GivenCode, GivenLogin } from '../admission/answers.ts'
import { fieldText, tryCode, tryLogin, type TypedCredential } from '../admission/typed-credential.ts'
import type { FormFields } from '../pages/form-body.ts'
import type { Platform } from '../platform/platform.ts'
import type { LinkVisit } from './link-state.ts'

type Trying = { fields: FormFields; deviceId: string | null; address: string }

/** `needed` is what the record asks for: a form for something else is no place to guess at it. */
export async function readGiven(
  platform: Platform,
  needed: 'code' | 'login' | null,
  { fields, deviceId, address }: Trying,
): Promise<TypedCredential> {
  if (needed === 'login' && fields.has('password')) return tryLogin(platform, fields, address)
  if (needed !== 'code' || !fields.has('code')) return { typed: {} }
  const [key, code] = [fieldText(fields, 'key'), fieldText(fields, 'code')]
  if (code === '' || key === '') return { typed: { key, isMissing: true } }
  return tryCode(platform, code, { key, device: deviceId ?? '', address })
}

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
