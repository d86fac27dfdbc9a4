// The one entry of every npm script. Runs on any Node.js >= 20: installs what is missing, then hands over to
// the Node.js 24 that npm brought, which runs the TypeScript sources directly.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const at = (...parts) => path.join(root, ...parts)
const [what = '', ...args] = process.argv.slice(2)

installPackages()
const node = at('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const main = {
  serve: ['src/main.ts'],
  cli: ['src/cli.ts'],
  demo: ['src/cli.ts', 'demo'],
  test: ['scripts/test.ts'],
  check: ['scripts/check.ts'],
  generate: ['scripts/generate.ts'],
  bench: ['scripts/bench.ts'],
  console: ['scripts/console.ts'],
}[what]
if (!main) fail(`launch.mjs knows no "${what}"`)
if ([what, what === 'cli' && args[0]].some((name) => name === 'serve' || name === 'demo')) buildConsole()

// A small young generation: V8 otherwise keeps hundreds of megabytes that an import has touched.
const memory = ['--max-semi-space-size=8', '--heap-growing-percent=25']
const child = spawn(node, [...memory, at(main[0]), ...main.slice(1), ...args], { stdio: 'inherit' })
// Ctrl+C reaches the whole process group; only a signal sent to this process alone must be passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => {})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))

/** npm keeps a copy of the lock file in node_modules; when the two differ, the installation is not the one we were tested with. */
function installPackages() {
  const installed = at('node_modules', '.package-lock.json')
  const stamp = at('node_modules', '.muster-lock.json')
  const lock = readFileSync(at('package-lock.json'), 'utf8')
  if (existsSync(installed) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('Installing packages (once, about a minute) ...')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync(npm, ['ci', ...quiet], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    rmSync(stamp, { force: true })
    fail('npm ci failed; its message is above. Check the network and run the command again.')
  }
  spawnSync(
    process.execPath,
    ['-e', `require('fs').copyFileSync('package-lock.json', ${JSON.stringify(stamp)})`],
    { cwd: root },
  )
}

/** The console is built once per state of its sources. */
function buildConsole() {
  const { status } = spawnSync(node, [at('scripts', 'build-console.ts')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) fail('The console could not be built; the message is above.')
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
