import type { Judge } from './judge-legacy.ts'

/**
 * Whether bytes are Western European text in Windows-1252, told by its words. Nearly all bytes are something there, so text in
 * Central European, Turkish, Cyrillic, DOS or Macintosh encodings would be read without complaint and wrong: "Dvořák" as
 * "Dvoøák". A word is plausible when accented letters stand between Latin ones as Western languages write them, and
 * strange when it is likelier another encoding's. Text is looked at as latin1: one character per byte.
 */
export function judgeWestern(): Judge {
  let valid = true
  let plausible = 0
  let strange = 0
  let held = ''
  const judge = (word: string): void => {
    if (isStrange(word)) strange++
    else if (isPlausible.test(word)) plausible++
  }
  return {
    add(bytes) {
      if (!valid) return
      const text = held + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
      held = openWord.exec(text)?.[0] ?? ''
      const whole = text.slice(0, text.length - held.length)
      valid = !undefinedBytes.test(whole)
      // One strange word is enough to ask, so the rest need not be read so closely.
      if (strange === 0) for (const [word] of whole.matchAll(words)) if (beyondAscii.test(word)) judge(word)
    },
    end() {
      valid &&= !undefinedBytes.test(held)
      if (beyondAscii.test(held)) judge(held)
      return { valid, plausible, strange }
    },
  }
}

const undefinedBytes = /[\x81\x8D\x8F\x90\x9D]/
const beyondAscii = /[\x80-\xFF]/
const words = /[A-Za-z0-9\x80-\xFF]{1,200}/g
/** The word at the end of a chunk may go on in the next one. */
const openWord = /[A-Za-z0-9\x80-\xFF]{1,200}$/

const letter = 'A-Za-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF'
const vowel =
  'aeiouyAEIOUY\\xC0-\\xC6\\xC8-\\xCF\\xD2-\\xD6\\xD8-\\xDC\\xE0-\\xE6\\xE8-\\xEF\\xF2-\\xF6\\xF8-\\xFC'
const matcher = (...parts: string[]) => new RegExp(parts.join('|'))

/** What Western words do not have. Letters in brackets are what the byte is in the encoding that is likelier. */
const strangeWord = matcher(
  // Signs that no list needs, and letters of Slavic, Turkish and Icelandic words: Š Ž š ž Ÿ Ð Ý Þ ð ý þ.
  '[\\x83\\x86-\\x8A\\x8E\\x98\\x9A\\x9E\\x9F\\xA2\\xA4-\\xA6\\xA8\\xAC\\xAD\\xAF\\xB6\\xB8\\xB9\\xD0\\xDD\\xDE\\xF0\\xF7\\xFD\\xFE]',
  '[\\x8C\\x9C](?![uiUI])', // Œ œ but in cœur and œil (ś)
  // Marks in the middle of a word (letters of DOS code pages and of Windows-1250)
  `[${letter}][\\x80\\x82\\x84\\x85\\x8B\\x91\\x93-\\x95\\x99\\x9B\\xA1\\xA3\\xA7\\xA9-\\xAB\\xAE\\xB0-\\xB3\\xB5\\xBA-\\xBF\\xD7][${letter}]`,
  '[\\x80-\\xBF](?![\\x80\\x82\\x84\\x85\\x8B\\x8C\\x91-\\x97\\x9B\\xA0\\xAB\\xBB]|[\\xA1\\xBF][A-Za-z])[\\x80-\\xBF]', // two marks together
  `[\\x80\\xA3\\xBC-\\xBE][${letter}]`,
  `[${letter}][\\x80\\xA1\\xA3\\xBC-\\xBF]`,
  '(?<![m\\d])[\\xB2\\xB3]', // ² ³ but in m² (ł)
  `[${letter}]{3}[\\xAA\\xBA]`, // ª º but in Mª and nº (ş)
  `[a-z\\xDF-\\xFF][\\x96\\x97](?=[a-z\\xDF-\\xFF])`, // a dash inside a word (ñ ó of a Macintosh)
  // ’ and ´ but in Ana’s and l’école (í of a Macintosh)
  `[${letter}][\\x92\\xB4](?=[${letter}])(?<!\\b(?:[dljmntscoDLJMNTSCO]|[Qq]u)[\\x92\\xB4])(?!(?:s|t|d|m|ll|re|ve|S)(?![${letter}]))`,
  '[a-z\\xDF-\\xFF][\\xC0-\\xD6\\xD8-\\xDE]|[\\xE0-\\xF6\\xF8-\\xFF][A-Z]', // a capital behind a small letter
  '[\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF]{3}', // three accented letters (Cyrillic, Greek, UTF-8)
  `(?<![${letter}])[\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF]{2}(?![${letter}])`,
  `[\\xC8\\xE8\\xCF\\xEF\\xC5\\xE5\\xD8\\xF8](?=[${vowel}])`, // è ï å ø before a vowel (č ď ĺ ř)
  '[\\xC6\\xE6](?![A-Za-z])', // æ at the end (ć)
  '[\\xCA\\xEA][bdgkzjBDGKZJ]', // ê before b d g k z j (ę)
  `[\\xD1\\xF1](?![${vowel}])`, // ñ without a vowel behind it (ń)
  `[\\xC3\\xE3](?=[${letter}])(?![eosEOS])`, // ã but in João, mãe and irmãs (ă)
  '[\\xD5\\xF5](?![eE])', // õ but in Simões (ő)
  '(?<![oO])[\\xDB\\xFB]', // û but in août (ű)
  `[\\xCC\\xD2\\xEC\\xF2](?=[${letter}])`, // ì ò but at the end, as in Nicolò (ě ň)
  `[\\xD9\\xF9](?=[${letter}])`, // ù but at the end, as in Gesù (ů)
)
const isStrange = (word: string): boolean => strangeWord.test(word)

const isPlausible = matcher(
  `[A-Za-z][\\x8C\\x9C\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF]`,
  `[\\x8C\\x9C\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF][A-Za-z]`,
  `[A-Za-z][\\x92\\xB4][A-Za-z]`, // Ana’s
  '[\\x82\\x84\\x8B\\x91\\x93\\xA1\\xAB\\xBF][A-Za-z]', // „Foo, ¿Foo
  '[A-Za-z][\\x85\\x91-\\x94\\x99\\x9B\\xBB]', // Foo“, Foo…
  '\\d[\\x80\\xAA\\xB0\\xBA]|[\\x80\\xA3]\\d|m[\\xB2\\xB3]',
  '^[\\x80\\x95-\\x97]$', // a dash, a bullet, a currency between blanks
)
