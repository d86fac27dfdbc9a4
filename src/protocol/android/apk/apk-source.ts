import { ApkError } from './apk-error.ts'

/** An APK that need not be in memory as a whole. `read` gives fewer bytes only at the end. */
export type ApkSource = {
  size: number
  read(offset: number, length: number): Promise<Buffer>
}

export const apkFromBytes = (bytes: Uint8Array): ApkSource => {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { size: whole.length, read: async (offset, length) => whole.subarray(offset, offset + length) }
}

/** @throws {ApkError} where the file is shorter than it says */
export async function readExactly(source: ApkSource, offset: number, length: number): Promise<Buffer> {
  if (offset < 0 || offset + length > source.size)
    throw new ApkError('malformed', 'A part of the file is cut off')
  const bytes = await source.read(offset, length)
  if (bytes.length !== length) throw new ApkError('malformed', 'A part of the file is cut off')
  return bytes
}
