import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { newRsaKey } from '../device/device-authority.ts'

const atOnce = 4

/** So many RSA keys in PEM. */
export async function makeKeys(count: number): Promise<string[]> {
  const keys: string[] = []
  while (keys.length < count) {
    const some = Array.from({ length: Math.min(atOnce, count - keys.length) }, () => newRsaKey())
    for (const key of await Promise.all(some))
      keys.push(key.export({ type: 'pkcs8', format: 'pem' }).toString())
  }
  return keys
}

/** The keys in the file; what is missing of so many is made and kept for the next run. Only the owner may read it. */
export async function openKeyPool(file: string, count: number): Promise<string[]> {
  const kept = existsSync(file) ? keysIn(await readFile(file, 'utf8')) : []
  if (kept.length >= count) return kept.slice(0, count)
  const keys = [...kept, ...(await makeKeys(count - kept.length))]
  await mkdir(path.dirname(path.resolve(file)), { recursive: true })
  await writeFile(file, keys.join(''), { mode: 0o600 })
  return keys
}

const keysIn = (text: string): string[] =>
  text.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/g) ?? []
