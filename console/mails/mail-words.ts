import type { Mail } from '../../src/contract/mail.ts'
import { t } from '../texts/t.ts'

/** What a mail waits for, or what was said about it last. */
export function reasonOf({ state, waitsFor, answer }: Mail): string | null {
  if (waitsFor === 'mail-server') return t('mail.waits.mail-server')
  if (state === 'waiting') return answer
  return state === 'failed' || state === 'cancelled' ? answer : null
}

/** What has come to its end without having been sent can be sent again; a next try need not be waited for. */
export const canRetry = ({ state, waitsFor }: Mail): boolean =>
  state === 'failed' || state === 'cancelled' || waitsFor === 'retry'
