import { problems, problemType, type ProblemCode } from '../contract/problems.ts'

type Details = {
  detail?: string
  errors?: { pointer: string; code: string; message: string }[]
  [member: string]: unknown
}

/** An answer the caller should see. Anything else that is thrown is a bug and becomes `internal`. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  readonly details: Details

  constructor(code: ProblemCode, details: Details = {}, options?: ErrorOptions) {
    super(details.detail ?? problems[code].title, options)
    this.code = code
    this.status = problems[code].status
    this.details = details
  }

  /** The body of RFC 9457, with `code` as the member that programs should switch on. */
  toJSON(): Record<string, unknown> {
    const { status, title } = problems[this.code]
    return { ...this.details, type: problemType(this.code), title, status, code: this.code }
  }
}
