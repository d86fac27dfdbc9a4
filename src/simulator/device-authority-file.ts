import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { Identity } from './device/device-authority.ts'
import { createDeviceAuthority, readIdentity, writeIdentity } from './device/device-authority.ts'

/** The authority in the file, which is made when it does not exist. It holds a private key, so only its owner may read it. */
export async function openDeviceAuthority(file: string): Promise<Identity> {
  if (existsSync(file)) return readDeviceAuthority(file)
  const authority = createDeviceAuthority()
  await mkdir(path.dirname(path.resolve(file)), { recursive: true })
  await writeFile(file, writeIdentity(authority), { mode: 0o600, flag: 'wx' })
  return authority
}

/** @throws {Error} with words for the person who named the file */
export async function readDeviceAuthority(file: string): Promise<Identity> {
  try {
    return readIdentity(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new Error(
      `${file} is not a device CA (certificate and private key in PEM): ${(cause as Error).message}`,
      {
        cause,
      },
    )
  }
}
