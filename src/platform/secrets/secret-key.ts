import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { syncFolder } from '../sync-folder.ts'
import { SecretError } from './secrets.ts'

/**
 * The key of the installation: from the environment (base64, 32 bytes), else from `secret.key` in the data folder, which is made
 * on the first start and readable by its owner only. Losing it loses every sealed value: docs/operations.md says to back it up.
 */
export function loadSecretKey(fromEnvironment: string | undefined, dataDir: string): Buffer {
  if (fromEnvironment) return Buffer.from(fromEnvironment, 'base64')
  const file = path.resolve(dataDir, 'secret.key')
  const key = Buffer.from(readOrMake(file), 'base64')
  if (key.length !== 32)
    throw new SecretError(`${file} does not hold 32 bytes in base64: restore it from a backup.`)
  return key
}

function readOrMake(file: string): string {
  try {
    if (!existsSync(file)) createKeyFile(file)
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new SecretError(`The secret key cannot be kept in ${file}: ${(cause as Error).message}.`, { cause })
  }
}

/** Written beside and linked into place, so that two first starts at once agree on one key; on the disk before anything is sealed with it. */
function createKeyFile(file: string): void {
  const folder = path.dirname(file)
  mkdirSync(folder, { recursive: true })
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    writeDurably(draft, `${randomBytes(32).toString('base64')}\n`)
    linkSync(draft, file)
    syncFolder(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
