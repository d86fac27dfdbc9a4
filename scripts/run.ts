import { spawnSync } from 'node:child_process'
import path from 'node:path'

export const root = path.dirname(import.meta.dirname)

/** Runs one program of node_modules/.bin with its output shown; answers whether it succeeded. */
export function run(name: string, args: string[], env: Record<string, string> = {}): boolean {
  const started = performance.now()
  process.stderr.write(`\n== ${name} ${args.join(' ')}\n`)
  const program = name === 'node' ? process.execPath : path.join(root, 'node_modules', '.bin', name)
  const bin = path.join(root, 'node_modules', '.bin')
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, ...env },
  })
  process.stderr.write(
    `== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  )
  return status === 0
}
