import { spawnSync } from 'node:child_process'
import path from 'node:path'

/**
 * `kill -9` at random moments, 51 times: 17 in syncs, 17 in assignments, 17 in revisions. The tests do two of each; this says
 * whether it holds more often. About ten minutes.
 */
const root = path.dirname(import.meta.dirname)
const { status } = spawnSync('vitest', ['run', 'test/dep-kill.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
    DEP_KILLS: process.env['DEP_KILLS'] ?? '17',
  },
})
process.exit(status ?? 1)
