import { chmodSync, mkdirSync } from 'node:fs'

/** Where clusters live whose data folder the database's account cannot enter, and programs that it cannot reach. */
const sharedFolder = '/var/lib/muster'

export function makeSharedFolder(): string {
  if (mkdirSync(sharedFolder, { recursive: true })) chmodSync(sharedFolder, 0o755)
  return sharedFolder
}
