import { readdirSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './run.ts'

/** `npm run bench` runs all, `npm run bench -- import` those whose name contains the word. */
const [wanted = ''] = process.argv.slice(2)
const files = readdirSync(path.join(root, 'bench')).filter(
  (file) => file.endsWith('.ts') && file.includes(wanted),
)
const results = files.map((file) =>
  run('node', ['--max-semi-space-size=8', '--heap-growing-percent=25', path.join('bench', file)]),
)
process.exit(results.every(Boolean) ? 0 : 1)
