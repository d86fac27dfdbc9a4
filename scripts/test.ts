import { hasPostgres15 } from '../test/support/postgres-15.ts'
import { check } from './check.ts'
import { needChromium } from './chromium.ts'
import { run } from './run.ts'

/** `npm test`: everything. `npm test -- FILE` runs the named test files only. */
const files = process.argv.slice(2)
const chromium = needChromium()
const env = { CHROME_PATH: chromium }
if (files.length > 0) process.exit(run('vitest', ['run', ...files], env) ? 0 : 1)

/** The journeys that depend on what a database does; the others would only repeat themselves. */
const journeys = [
  'test/admins',
  'test/apple-',
  'test/dep-',
  'test/import-',
  'test/platform-jobs',
  'test/platform-live',
  'src/devices',
  'src/users',
]

const ok =
  check() &&
  run('node', ['scripts/build-console.ts']) &&
  run('vitest', ['run'], env) &&
  (!hasPostgres15 || run('vitest', ['run', ...journeys], { ...env, MUSTER_TEST_POSTGRES: '15' }))
if (!hasPostgres15)
  process.stderr.write('\nPostgreSQL 15 is not installed here: the journeys ran on the embedded one only.\n')
process.stderr.write(ok ? '\nAll checks and tests passed.\n' : '\nSomething failed; it is named above.\n')
process.exit(ok ? 0 : 1)
