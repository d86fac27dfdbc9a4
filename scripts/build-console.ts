// Builds console/ into dist/console, but only when something that goes into it has changed.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.dirname(import.meta.dirname)
const stamp = path.join(root, 'dist/console/.stamp')
const sources = ['console/**/*.*', 'src/contract/**/*.ts', 'package-lock.json']

const state = hashOf(globSync(sources, { cwd: root }).filter((file) => !file.endsWith('.test.ts')))
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) {
  process.stderr.write('Building the console ...\n')
  // Started from tests, the environment would ask for the libraries with their development checks.
  process.env['NODE_ENV'] = 'production'
  const { build } = await import('vite')
  await build({ configFile: path.join(root, 'console/vite.config.ts'), logLevel: 'warn' })
  writeFileSync(stamp, state)
}

function hashOf(files: string[]): string {
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash.update(`${file.replaceAll('\\', '/')}\0`).update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}
