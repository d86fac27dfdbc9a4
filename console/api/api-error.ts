import type { z } from 'zod'
import { Problem } from '../../src/contract/common.ts'
import { type ProblemCode, problems } from '../../src/contract/problems.ts'

/** A problem may carry facts of its own beside the standard members: `retryAt`, `fields`, `appleCode`. */
const ProblemBody = Problem.loose()
type ProblemBody = z.infer<typeof ProblemBody>

/** The server answered with a problem. Pages switch on `code`, never on the text or the status. */
export class ApiError extends Error {
  readonly code: string
  readonly problem: ProblemBody

  constructor(problem: ProblemBody) {
    super(problem.title)
    this.code = problem.code
    this.problem = problem
  }
}

/** An answer that is no problem document, such as a proxy's error page, becomes the problem `internal`. */
export function toApiError(status: number, body: unknown): ApiError {
  const problem = ProblemBody.safeParse(body)
  if (problem.success) return new ApiError(problem.data)
  return new ApiError({ type: 'about:blank', title: problems.internal.title, status, code: 'internal' })
}

export const isProblem = (error: unknown, code: ProblemCode): error is ApiError =>
  error instanceof ApiError && error.code === code

/** A text member of the problem beyond the standard ones. */
export function problemFact(error: unknown, name: string): string | undefined {
  const value = error instanceof ApiError ? error.problem[name] : undefined
  return typeof value === 'string' ? value : undefined
}
