import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The key of the installation: from the environment (base64, 32 bytes), else from `secret.key` in the data folder, which is made
 * on the first start and readable by its owner only. Losing it loses every sealed value: docs/operations.md says to back it up.
 */
export function loadSecretKey(fromEnvironment: string | undefined, dataDir: string): Buffer {
  if (fromEnvironment) return Buffer.from(fromEnvironment, 'base64')
  const file = path.join(dataDir, 'secret.key')
  if (!existsSync(file)) createKeyFile(file)
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new Error(`${file} does not hold 32 bytes in base64; restore it from a backup`)
  return key
}

/** Written beside and linked into place, so that two first starts at once agree on one key. */
function createKeyFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
