import { run } from './run.ts'

/** The checks that need no running program: format, lint, types of server and console. */
export function check(): boolean {
  const results = [
    run('prettier', ['--check', '--log-level', 'warn', '.']),
    run('oxlint', ['--type-aware', '--deny-warnings']),
    run('tsc', ['-p', '.']),
    run('tsc', ['-p', 'tsconfig.browser.json']),
    run('tsc', ['-p', 'console']),
  ]
  return results.every(Boolean)
}

if (import.meta.main) process.exit(check() ? 0 : 1)
