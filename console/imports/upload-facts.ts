import { z } from 'zod'
import type { ColumnMapping } from '../../src/contract/import.ts'
import { isProblem } from '../api/api-error.ts'

const Candidates = z.object({ candidates: z.array(z.object({ encoding: z.string(), sample: z.string() })) })
export type EncodingCandidate = z.infer<typeof Candidates>['candidates'][number]

/** The readings of a file whose encoding is not certain. */
export const encodingCandidates = (error: unknown): EncodingCandidate[] =>
  (isProblem(error, 'import.encoding-unknown') && Candidates.safeParse(error.problem).data?.candidates) || []

/** The header, and the first values of each column. */
const Unknown = z.object({ header: z.array(z.string()), samples: z.array(z.array(z.string())).default([]) })

/** The columns of a file whose format is not known, so that they can be mapped by hand. */
export function unknownColumns(error: unknown): ColumnMapping[] {
  const facts = isProblem(error, 'import.format-unknown') ? Unknown.safeParse(error.problem).data : undefined
  return (facts?.header ?? []).map((column, index) => ({
    column,
    index,
    field: null,
    how: 'unknown',
    proposal: null,
    samples: facts?.samples[index] ?? [],
  }))
}
