import { randomUUID } from 'node:crypto'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A file on disk whose name is removed as soon as it is open, so that nothing of it stays, whatever happens. */
export async function openNameless(prefix: string): Promise<FileHandle> {
  const name = path.join(tmpdir(), `${prefix}-${randomUUID()}`)
  const handle = await open(name, 'wx+', 0o600)
  await unlink(name)
  return handle
}
