import { closeSync, fsyncSync, openSync } from 'node:fs'

/** A file's name is as durable as its folder: what was renamed or linked stays so after a loss of power. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
