/** Why a file is not read. `too-large` covers every limit; its message says which. */
export type CsvReason = 'empty' | 'compressed' | 'not-text' | 'encoding' | 'nul' | 'quote' | 'too-large'

/** The only error of this folder. `line` is the physical line, the first being 1; null where there is none to name. */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly reason: CsvReason
  readonly line: number | null

  constructor(reason: CsvReason, message: string, line: number | null = null) {
    super(message)
    this.reason = reason
    this.line = line
  }
}
