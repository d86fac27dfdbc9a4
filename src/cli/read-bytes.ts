import { readFileSync } from 'node:fs'
import { CommandError } from './output.ts'

const reasons: Record<string, string> = {
  ENOENT: 'is not there',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by you',
}

export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const why = reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? 'cannot be read'
    throw new CommandError(`The file ${file} ${why}`, 2)
  }
}
