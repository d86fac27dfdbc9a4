import type { Encoding } from './detect.ts'

/** Why a file is not read. `too-large` covers every limit; its message says which. */
export type CsvReason = 'empty' | 'compressed' | 'not-text' | 'encoding' | 'nul' | 'quote' | 'too-large'

/** An encoding that a file may be in, and how its first line with other letters than English ones reads then. */
export type EncodingCandidate = { encoding: Encoding; sample: string }

/** The only error of this folder. `line` is the physical line, the first being 1; null where there is none to name. */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly reason: CsvReason
  readonly line: number | null
  /** With the reason `encoding`: what can be chosen from. Empty where no encoding of ours fits, or where none was looked for. */
  readonly candidates: readonly EncodingCandidate[]

  constructor(
    reason: CsvReason,
    message: string,
    line: number | null = null,
    candidates: readonly EncodingCandidate[] = [],
  ) {
    super(message)
    this.reason = reason
    this.line = line
    this.candidates = candidates
  }
}
