// Builds console/ into dist/console, but only when something that goes into it has changed.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.dirname(import.meta.dirname)
const built = path.join(root, 'dist/console')
const sources = ['console/**/*.*', 'src/contract/**/*.ts', 'package-lock.json']

const state = hashOf(globSync(sources, { cwd: root }).filter((file) => !file.endsWith('.test.ts')))
if (!isBuilt()) await build()

function isBuilt(): boolean {
  const stamp = path.join(built, '.stamp')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === state
}

/** Beside the old one and then in its place, because a running server may be serving the old one. */
async function build(): Promise<void> {
  process.stderr.write('Building the console ...\n')
  // Started from tests, the environment would ask for the libraries with their development checks.
  process.env['NODE_ENV'] = 'production'
  const vite = await import('vite')
  const [fresh, old] = [`${built}.new-${process.pid}`, `${built}.old-${process.pid}`]
  try {
    await vite.build({
      configFile: path.join(root, 'console/vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh },
    })
    writeFileSync(path.join(fresh, '.stamp'), state)
    if (existsSync(built)) renameSync(built, old)
    renameSync(fresh, built)
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true })
  }
}

function hashOf(files: string[]): string {
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash.update(`${file.replaceAll('\\', '/')}\0`).update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}
