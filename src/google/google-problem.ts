import type { ProblemCode } from '../contract/problems.ts'
import { Problem } from '../platform/problem.ts'
import { GoogleError, type GoogleErrorKind } from '../protocol/google/google-error.ts'

const codes: Record<GoogleErrorKind, ProblemCode> = {
  credentials: 'google.credentials-refused',
  denied: 'google.access-denied',
  terms: 'google.terms-not-accepted',
  throttled: 'google.throttled',
  unavailable: 'google.unavailable',
  protocol: 'google.unavailable',
  'not-found': 'google.refused',
  conflict: 'google.refused',
  'bad-request': 'google.refused',
}

/** What Google's service did not do, as the caller of our API sees it. */
export async function askGoogle<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof GoogleError)) throw error
    throw new Problem(codes[error.kind], { detail: error.message }, { cause: error })
  }
}
