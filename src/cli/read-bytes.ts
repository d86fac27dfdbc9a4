import { readFileSync } from 'node:fs'
import { CommandError } from './output.ts'

export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw new CommandError(`The file ${file} cannot be read`, 2)
  }
}
