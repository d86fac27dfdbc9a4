import { PlistError } from './plist-value.ts'
import { decodeEntities } from './xml-text.ts'

/** Walks over the XML subset of property lists: no attributes but those of `plist`, no mixed content. */
export class XmlScanner {
  #at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Takes the declaration and Apple's DOCTYPE. An internal subset could define entities and is refused. */
  prolog(): void {
    this.#take(
      /^\uFEFF?(?:<\?xml\s+version\s*=\s*["']1\.\d["'](?:\s+encoding\s*=\s*["']utf-8["'])?[^<>?]*\?>)?/iy,
    )
    this.space()
    this.#take(
      /<!DOCTYPE\s+plist(?:\s+(?:PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*')|SYSTEM))?(?:\s+(?:"[^"<>]*"|'[^'<>]*'))?\s*>/y,
    )
    this.space()
    if (!this.#take(/<plist(?:\s+version\s*=\s*(?:"[^"<>&]*"|'[^'<>&]*'))?\s*>/y))
      this.fail('no <plist> where it should begin')
  }

  /** Skips white space and comments between elements. */
  space(): void {
    for (;;) {
      while (this.#text.charCodeAt(this.#at) <= 0x20) this.#at++
      if (!this.#text.startsWith('<!--', this.#at)) return
      this.#comment()
    }
  }

  /** The next tag without its brackets: `dict`, `/dict`, `dict/`. */
  tag(): string {
    if (this.#text[this.#at] !== '<') this.fail('expected an element')
    const end = this.#text.indexOf('>', this.#at)
    if (end < 0) this.fail('the document ends inside a tag')
    const tag = this.#text.slice(this.#at + 1, end)
    this.#at = end + 1
    return tag.endsWith('/') ? `${tag.slice(0, -1).trimEnd()}/` : tag.trimEnd()
  }

  /** Character data up to the given closing tag, with references resolved and line ends normalized. */
  content(closing: string): string {
    let content = ''
    for (;;) {
      const next = this.#text.indexOf('<', this.#at)
      if (next < 0) this.fail('the document ends inside an element')
      const piece = decodeEntities(normalizeLineEnds(this.#text.slice(this.#at, next)))
      if (piece === undefined) this.fail('an entity that property lists do not have')
      content += piece
      this.#at = next
      if (this.#text.startsWith('<![CDATA[', next)) content += this.#cdata()
      else if (this.#text.startsWith('<!--', next)) this.#comment()
      else if (this.tag() === closing) return content
      else this.fail('an element inside text')
    }
  }

  end(): void {
    this.space()
    if (this.#at < this.#text.length) this.fail('something follows the end')
  }

  fail(reason: string): never {
    const line = this.#text.slice(0, this.#at).split('\n').length
    throw new PlistError(`The property list is not valid near line ${line}: ${reason}`)
  }

  #comment(): void {
    const end = this.#text.indexOf('-->', this.#at + 4)
    if (end < 0) this.fail('the document ends inside a comment')
    this.#at = end + 3
  }

  #cdata(): string {
    const start = this.#at + '<![CDATA['.length
    const end = this.#text.indexOf(']]>', start)
    if (end < 0) this.fail('the document ends inside CDATA')
    this.#at = end + 3
    return normalizeLineEnds(this.#text.slice(start, end))
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.test(this.#text)
    if (found) this.#at = pattern.lastIndex
    return found
  }
}

const normalizeLineEnds = (text: string) => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)
