import { check } from './check.ts'
import { needChromium } from './chromium.ts'
import { run } from './run.ts'

/** `npm test`: everything. `npm test -- FILE` runs the named test files only. */
const files = process.argv.slice(2)
const chromium = needChromium()
const env = { CHROME_PATH: chromium }
if (files.length > 0) process.exit(run('vitest', ['run', ...files], env) ? 0 : 1)

const ok = check() && run('node', ['scripts/build-console.ts']) && run('vitest', ['run'], env)
process.stderr.write(ok ? '\nAll checks and tests passed.\n' : '\nSomething failed; it is named above.\n')
process.exit(ok ? 0 : 1)
