import { z } from 'zod'
import { problems } from '../../src/contract/problems.ts'
import { formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ApiError, problemFact } from './api-error.ts'

export type Explanation = { what: string; why: string | null; fix: string; code: string | null }

/** What happened, why as far as known, and what to do: for every error that a page can meet. */
export function explain(error: unknown): Explanation {
  if (error instanceof ApiError) return explainProblem(error)
  if (error instanceof z.ZodError)
    return { what: t('error.answer'), why: null, fix: t('error.answer.fix'), code: null }
  if (error instanceof TypeError)
    return { what: t('error.network'), why: null, fix: t('error.network.fix'), code: null }
  return { what: t('error.page'), why: String(error), fix: t('error.page.fix'), code: null }
}

function explainProblem(error: ApiError): Explanation {
  const known = error.code in problems ? problems[error.code as keyof typeof problems] : undefined
  const requestId = error.problem.requestId
  return {
    what: known?.title ?? error.problem.title,
    why: reasonOf(error),
    fix: known?.fix ?? '',
    code: error.code === 'internal' && requestId ? `internal ${requestId}` : error.code,
  }
}

/** The sentence with the facts of this case. */
function reasonOf(error: ApiError): string | null {
  const retryAt = problemFact(error, 'retryAt')
  const parts = [
    error.problem.detail,
    ...(error.problem.errors ?? []).map(({ pointer, message }) => `${pointer} ${message}`),
    problemFact(error, 'permission'),
    problemFact(error, 'appleCode'),
    retryAt && t('error.retry', { when: formatRelativeTime(retryAt, Date.now()) }),
  ]
  return parts.filter(Boolean).join(' · ') || null
}
