import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * For tests: runs the openssl command as an independent judge, with `files` in its working folder.
 * A missing command fails the test, because nothing would have been judged.
 */
export function openssl(args: string[], files: Record<string, Uint8Array | string> = {}): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-openssl-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
    const { error, status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder })
    if (error)
      throw new Error('These tests need the openssl command: install the package "openssl"', { cause: error })
    if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr.toString()}`)
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}
