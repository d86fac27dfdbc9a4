import type { ProblemCode } from '../contract/problems.ts'
import { Problem } from '../platform/problem.ts'
import type { DepError, DepErrorKind } from '../protocol/dep/dep-error.ts'
import type { TokenFileError, TokenFileReason } from '../protocol/dep/server-token.ts'
import { outcomeOf, stateText } from './account-state.ts'

const codes: Record<DepErrorKind, ProblemCode> = {
  'token-invalid': 'dep-token.refused',
  terms: 'dep.terms-not-accepted',
  denied: 'dep.access-denied',
  throttled: 'dep.throttled',
  unavailable: 'dep.unavailable',
  protocol: 'dep.unavailable',
  'cursor-expired': 'dep.refused',
  'cursor-invalid': 'dep.refused',
  'cursor-exhausted': 'dep.refused',
  'bad-request': 'dep.refused',
  'not-found': 'dep.refused',
}

/** Apple's refusal as the caller of our API sees it: the sentence of the account page, and Apple's own code. */
export function problemOf(error: DepError, now: Date): Problem {
  const { state, appleCode, facts } = outcomeOf(error, now)
  const detail = stateText(state, appleCode, facts) ?? `${error.message}.`
  return new Problem(
    codes[error.kind],
    {
      detail,
      appleCode: error.appleCode ?? appleCode,
      ...(facts.retryAt === undefined ? {} : { retryAt: facts.retryAt }),
    },
    { cause: error },
  )
}

const fileCodes: Record<TokenFileReason, ProblemCode> = {
  'wrong-key': 'dep-token.wrong-key',
  'not-a-token': 'dep-token.unreadable',
  damaged: 'dep-token.unreadable',
}

export const tokenFileProblem = (error: TokenFileError): Problem =>
  new Problem(fileCodes[error.reason], { detail: error.message, reason: error.reason }, { cause: error })
