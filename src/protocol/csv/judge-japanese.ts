import iconv from 'iconv-lite'
import type { Judge } from './judge-legacy.ts'

/**
 * Whether bytes are Japanese text in Shift_JIS (as Windows writes it, code page 932), told by its words: runs of characters
 * beyond ASCII. Everyday text is kana and the kanji of JIS level 1. Text of other encodings that happens to be valid shows as
 * rare kanji or single half-width kana between Latin letters: "Prénom" in Windows-1252 reads "Pr駭om".
 */
export function judgeJapanese(): Judge {
  const kinds = kindTable()
  let valid = true
  let plausible = 0
  let strange = 0
  let lead = 0
  let before = 0
  let run = emptyRun(0)

  const endRun = (next: number): void => {
    if (run.length > 0) {
      const verdict = verdictOn(run, isLatinLetter(run.before) || isLatinLetter(next))
      if (verdict === 'plausible') plausible++
      if (verdict === 'strange') strange++
    }
    run = emptyRun(next)
  }
  const addCharacter = (kind: number): void => {
    if (kind === unmapped) valid = false
    else addToRun(run, kind)
  }
  return {
    add(bytes) {
      if (!valid) return
      for (const byte of bytes) {
        if (lead > 0) {
          addCharacter(kinds[(lead << 8) | byte]!)
          lead = 0
        } else if (byte < 0x80) {
          endRun(byte)
          before = byte
        } else if (byte >= 0xa1 && byte <= 0xdf) {
          if (!mayFollow(byte, run.length > 0 ? before : 0)) run.odd = true
          addCharacter(byte < 0xc0 ? halfWidth : capital)
        } else if (isLead(byte)) lead = byte
        else valid = false
        before = byte
      }
    },
    end() {
      endRun(0)
      return { valid: valid && lead === 0, plausible, strange }
    },
  }
}

const unmapped = 0
const kana = 1
const common = 2
/** Letters and digits in full width. */
const wide = 3
const rare = 4
const halfWidth = 5
/** Half-width kana that are capital letters in Windows-1252. */
const capital = 6

type Run = { length: number; counts: number[]; odd: boolean; before: number }
const emptyRun = (before: number): Run => ({ length: 0, counts: [0, 0, 0, 0, 0, 0, 0], odd: false, before })

function addToRun(run: Run, kind: number): void {
  run.length++
  run.counts[kind]!++
}

function verdictOn({ length, counts, odd }: Run, besideLatin: boolean): 'plausible' | 'neutral' | 'strange' {
  const everyday = counts[kana]! + counts[common]! + counts[wide]!
  if (odd || counts[rare]! > everyday) return length === 1 && !odd && !besideLatin ? 'neutral' : 'strange'
  if (counts[kana]! > 0) return 'plausible'
  const half = counts[halfWidth]! + counts[capital]!
  if (length > 1) return half === 0 || isCertainlyHalfWidth(counts, length) ? 'plausible' : 'neutral'
  if (counts[common]! > 0) return 'neutral'
  return besideLatin ? 'strange' : 'neutral'
}

/** Half-width kana can be capital letters of Windows-1252 or, in pairs or beside kanji, Chinese or Korean text. */
const isCertainlyHalfWidth = (counts: number[], length: number): boolean =>
  length % 2 === 1 && counts[halfWidth]! > 0 && length === counts[halfWidth]! + counts[capital]!

const isLead = (byte: number): boolean => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc)
const isLatinLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a

/** The voiced marks stand behind the kana that have such a sound (JIS X 0201); small kana and the long mark begin no word. */
function mayFollow(byte: number, before: number): boolean {
  const fromHa = before >= 0xca && before <= 0xce
  if (byte === 0xdf) return fromHa
  if (byte === 0xde) return fromHa || before === 0xb3 || (before >= 0xb6 && before <= 0xc4)
  return byte < 0xa7 || byte > 0xb0 || before > 0
}

let table: Uint8Array | undefined

/** What each pair of bytes is, by the decoder that reads the file later. Made at the first use, in some 20 ms. */
function kindTable(): Uint8Array {
  if (table) return table
  const pairs: number[] = []
  for (let lead = 0x81; lead <= 0xfc; lead++)
    if (isLead(lead))
      for (let trail = 0x40; trail <= 0xfc; trail++) if (trail !== 0x7f) pairs.push((lead << 8) | trail)
  const characters = iconv
    .decode(Buffer.from(pairs.flatMap((pair) => [pair >> 8, pair & 0xff, 0x0a])), 'shift_jis')
    .split('\n')
  table = new Uint8Array(0x10000)
  for (const [at, pair] of pairs.entries()) table[pair] = kindOf(pair, characters[at]!)
  return table
}

function kindOf(pair: number, character: string): number {
  if (character === '' || character.includes('\uFFFD')) return unmapped
  if (/[\u3041-\u30FF]/.test(character)) return kana
  if (/[\uFF10-\uFF5A]/.test(character)) return wide
  return pair < 0x9873 && !/[\u0370-\u04FF]/.test(character) ? common : rare
}
