import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { loadSecretKey } from './secret-key.ts'
import { SecretError } from './secrets.ts'

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('the first start makes a key that only its owner can read; later ones find it', () => {
  const folder = path.join(newFolder(), 'new', 'data')
  const key = loadSecretKey(undefined, folder)
  expect(key).toHaveLength(32)
  expect(statSync(path.join(folder, 'secret.key')).mode & 0o777).toBe(0o600)
  expect(loadSecretKey(undefined, folder)).toEqual(key)
  expect(readdirSync(folder)).toEqual(['secret.key'])
})

test('first starts at once agree on one key', async () => {
  const folder = newFolder()
  const module = new URL('secret-key.ts', import.meta.url).href
  const code = `import { loadSecretKey } from ${JSON.stringify(module)}; console.log(loadSecretKey(undefined, process.argv[1]).toString('hex'))`
  const keys = await Promise.all(
    Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, folder])
      return text(child.stdout)
    }),
  )
  expect(keys[0]).toMatch(/^[\da-f]{64}\n$/)
  expect(new Set(keys).size).toBe(1)
  expect(readdirSync(folder)).toEqual(['secret.key'])
})

test('the key of the environment comes first and writes no file', () => {
  const folder = newFolder()
  const key = randomBytes(32)
  expect(loadSecretKey(key.toString('base64'), folder)).toEqual(key)
  expect(readdirSync(folder)).toEqual([])
})

test('a damaged key file, or a folder that cannot be written, is named in a sentence', () => {
  const folder = newFolder()
  const file = path.join(folder, 'secret.key')
  writeFileSync(file, 'c2hvcnQ=\n')
  expect(() => loadSecretKey(undefined, folder)).toThrow(SecretError)
  expect(() => loadSecretKey(undefined, folder)).toThrow(file)
  expect(() => loadSecretKey(undefined, path.join(file, 'below'))).toThrow(
    /^The secret key cannot be kept in /,
  )
})
