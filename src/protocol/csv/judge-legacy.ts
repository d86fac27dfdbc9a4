import type { CsvSource } from './csv-source.ts'
import type { Encoding } from './detect.ts'
import { judgeJapanese } from './judge-japanese.ts'
import { judgeWestern } from './judge-western.ts'

/**
 * What the text is like when read in one encoding. `valid`: every byte is something there. `plausible` and `strange` count words
 * beyond ASCII that speak for and against it.
 */
export type Verdict = { valid: boolean; plausible: number; strange: number }
export type Judge = { add(bytes: Uint8Array): void; end(): Verdict }

/**
 * `certain`: what the text is without doubt. `possible`: what it can be read as at all. `mostlyUtf8`: it is UTF-8 with faults, so
 * that whatever else it is read as spoils the rest.
 */
export type LegacyJudgment = { certain: Encoding | undefined; possible: Encoding[]; mostlyUtf8: boolean }

/**
 * Tells Windows-1252 and Shift_JIS apart by all words of the text, or says that it cannot. An encoding is certain when every byte
 * is valid in it, it has plausible words and not one strange word, and the same cannot be said of the other; and when the bytes
 * are not for the greater part valid UTF-8, since then they are UTF-8 that was damaged.
 */
export async function judgeLegacy(source: CsvSource): Promise<LegacyJudgment> {
  const judges: [Encoding, Judge][] = [
    ['windows-1252', judgeWestern()],
    ['shift_jis', judgeJapanese()],
  ]
  const runs = countUtf8Runs()
  for await (const chunk of source()) {
    runs.add(chunk)
    for (const [, judge] of judges) judge.add(chunk)
  }
  const verdicts = judges.map(([encoding, judge]) => ({ encoding, ...judge.end() }))
  const mostlyUtf8 = runs.mostlyUtf8()
  const good = mostlyUtf8 ? [] : verdicts.filter(isGood)
  return {
    certain: good.length === 1 ? good[0]!.encoding : undefined,
    possible: verdicts.filter(({ valid }) => valid).map(({ encoding }) => encoding),
    mostlyUtf8,
  }
}

const isGood = ({ valid, plausible, strange }: Verdict) => valid && plausible > 0 && strange === 0

const utf8Run = /^(?:[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3})+$/

/** Runs of bytes beyond ASCII are whole characters in UTF-8. Those at the borders of chunks may be cut, which does not matter. */
function countUtf8Runs() {
  let utf8 = 0
  let others = 0
  return {
    add(bytes: Uint8Array): void {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
      for (const [run] of text.matchAll(/[\x80-\xFF]{1,200}/g)) {
        if (utf8Run.test(run)) utf8++
        else others++
      }
    },
    mostlyUtf8: () => utf8 > others,
  }
}
