import { CsvError } from './csv-error.ts'
import { delimiters, type Delimiter } from './detect.ts'

/** Excel's hint in the first line, also in quotes. It names the delimiter and is no record. */
const hint = /^"?sep=(.)"?[ ,;\t|]*(?=\n|$)/i

/** `from`: where the records begin, in characters; the line end behind a hint stays, so that lines are counted as they are. */
export type DetectedDelimiter = { delimiter: Delimiter; from: number }

/** Says what separates the cells, from the beginning of a text with \n as line end. */
export function detectDelimiter(text: string, asked?: Delimiter): DetectedDelimiter {
  const named = hint.exec(text)
  if (!named) return { delimiter: asked ?? mostConsistent(text), from: 0 }
  const delimiter = delimiters.find((delimiter) => delimiter === named[1])
  if (!delimiter && !asked)
    throw new CsvError(
      'not-text',
      `The first line names "${named[1]}" as the delimiter. Save the list with commas, semicolons, tabs or "|"`,
      1,
    )
  return { delimiter: asked ?? delimiter!, from: named[0].length }
}

/**
 * Of the candidates in the first record, the one by which most of the first records have as many cells as the first; then the
 * one that gives more cells. A comma where the first record has none: a list of one column.
 */
function mostConsistent(text: string): Delimiter {
  const [first, ...others] = countDelimiters(text)
  if (!first) return ','
  const ranked = delimiters
    .map((delimiter, at) => ({
      delimiter,
      cells: first[at]!,
      agreeing: others.filter((counts) => counts[at] === first[at]).length,
    }))
    .filter(({ cells }) => cells > 0)
    .sort((a, b) => b.agreeing - a.agreeing || b.cells - a.cells)
  return ranked[0]?.delimiter ?? ','
}

const recordsToCompare = 50
/** A quotation mark behind something else than a delimiter is part of the cell. */
const opensQuotes = new Set<string | undefined>([undefined, '\n', ...delimiters])

/** For each of the first records that are not blank: how often it has each candidate outside quotes. */
function countDelimiters(text: string): number[][] {
  const records: number[][] = []
  let counts = delimiters.map(() => 0)
  let content = false
  let quoted = false
  for (let at = 0; at <= text.length && records.length < recordsToCompare; at++) {
    const character = text[at]
    if (quoted) {
      if (character === '"' && text[at + 1] === '"') at++
      else if (character === '"') quoted = false
    } else if (character === '"' && opensQuotes.has(text[at - 1])) {
      quoted = content = true
    } else if (character === '\n' || character === undefined) {
      if (content) records.push(counts)
      counts = delimiters.map(() => 0)
      content = false
    } else {
      const delimiter = delimiters.indexOf(character as Delimiter)
      if (delimiter >= 0) counts[delimiter]!++
      else content ||= character.trim() !== ''
    }
  }
  return records
}
