import { ApkError } from './apk-error.ts'

/** Little-endian values one after the other. Reading past the end throws `ApkError`. */
export class ByteReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  take(length: number): Buffer {
    if (length > this.left) throw new ApkError('malformed', 'A part of the file is cut off')
    const start = this.#at
    this.#at += length
    return this.#bytes.subarray(start, this.#at)
  }

  skip(length: number): void {
    this.take(length)
  }

  u8(): number {
    return this.take(1).readUInt8()
  }

  u16(): number {
    return this.take(2).readUInt16LE()
  }

  u32(): number {
    return this.take(4).readUInt32LE()
  }

  u64(): number {
    const value = this.take(8).readBigUInt64LE()
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ApkError('malformed', 'A length is not possible')
    return Number(value)
  }

  /** What is behind its length of 32 bits, as everything in a signing block. */
  prefixed(): Buffer {
    return this.take(this.u32())
  }

  /** The same, to be read on. */
  inner(): ByteReader {
    return new ByteReader(this.prefixed())
  }
}
