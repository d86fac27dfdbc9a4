import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

export const findChromium = (): string | undefined => places.find((place) => place && existsSync(place))

/** The browser for the console's tests: an installed one, else the system's package where we may install it. */
export function needChromium(): string {
  const found = findChromium() ?? (installChromium() ? findChromium() : undefined)
  if (found) return found
  throw new Error(
    'The browser tests need Chromium or Chrome. Install it (Debian: apt-get install chromium), or set CHROME_PATH to its program.',
  )
}

function installChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  process.stderr.write('Installing Chromium from the system packages ...\n')
  const run = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  return run('update', '-qq') && run('install', '-y', '-qq', '--no-install-recommends', 'chromium')
}
