import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CommandError } from './output.ts'

/** Writes a file whole or not at all. What may be secret is for its owner only. */
export async function saveTo(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  { isSecret = false }: { isSecret?: boolean } = {},
): Promise<void> {
  const unfinished = `${file}.part-${process.pid}`
  try {
    await pipeline(Readable.from(bytes), createWriteStream(unfinished, { mode: isSecret ? 0o600 : 0o666 }))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new CommandError(`The file ${file} cannot be written: ${(error as Error).message}`)
  }
}
