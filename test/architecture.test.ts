import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** The house rules that imports show (docs/architecture.md). Tests and what only tests use (`testing.ts`) are exempt. */
const root = path.join(import.meta.dirname, '..')
const sources = globSync(['src/**/*.ts', 'console/**/*.{ts,tsx}', 'scripts/**/*.ts', 'bench/**/*.ts'], {
  cwd: root,
})
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/\.(test|d)\.tsx?$|(^|\/)testing(-[\w-]+)?\.ts$/.test(file))

const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8')

type Import = { file: string; target: string; typeOnly: boolean }

const statement =
  /^ *(?:import|export)(?: (type))?\b[^'"`;=]*?\bfrom '([^']+)'|^ *import '([^']+)'|\bimport\('([^']+)'\)/gm

/** Targets are paths from the root for our own files, names for libraries. */
const imports: Import[] = sources.flatMap((file) =>
  [...textOf(file).matchAll(statement)].map(([, type, from, bare, dynamic]) => {
    const target = from ?? bare ?? dynamic ?? ''
    return {
      file,
      target: target.startsWith('.') ? path.join(path.dirname(file), target) : target,
      typeOnly: type !== undefined,
    }
  }),
)

/** `src/devices/device-store.ts` lives in `devices`; a file directly below src is a room of its own. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/')
  return first === 'src' ? second : first
}

const library = (names: string) => new RegExp(`^(${names})(/|$)`)
const ours = (...rooms: string[]) => new RegExp(`^src/(${rooms.join('|')})/`)

/** The server knows neither its command line nor what plays the other side. */
const server = /^(?!src\/(cli|demo|simulator)\b)/

/** What a room may import. A room below src that is not named here is a feature. */
const rooms: Record<string, RegExp[]> = {
  contract: [ours('contract'), library('zod')],
  protocol: [
    ours('protocol'),
    library('zod|plist|csv-parse|iconv-lite'),
    /^node:(crypto|buffer|net|zlib|stream)(\/|$)/,
  ],
  platform: [
    ours('platform', 'contract'),
    library(
      'zod|kysely|nodemailer|pg|pg-boss|pg-copy-streams|pino|prom-client|qrcode|fastify|fastify-type-provider-zod|@fastify/[\\w-]+',
    ),
    /^node:/,
  ],
  simulator: [ours('simulator', 'protocol'), library('zod|fastify|commander'), /^node:/],
  console: [
    /^console\//,
    ours('contract'),
    library('zod|react|react-dom|@mantine/[\\w-]+|@tanstack/[\\w-]+|@tabler/[\\w-]+|vite|@vitejs/[\\w-]+'),
    /^node:/,
  ],
  // The ends of the wires: they know everything.
  'app.ts': [server],
  'serve.ts': [server],
  'installation.ts': [server],
  'main.ts': [server],
  'cli.ts': [/./],
  'config.ts': [/^src\/platform\/mail\/mail-server\.ts$/, library('zod'), /^node:/],
  cli: [/./],
  demo: [/./],
  scripts: [/./],
  bench: [/./],
}
/** Features import one another (circles are looked for below) and everything under them. */
const feature = [
  /^src\/(?!cli\/|demo\/|simulator\/)[\w-]+\//,
  /^package\.json$/,
  library('zod|kysely|pg|fastify|fastify-type-provider-zod|@fastify/[\\w-]+|csv-parse|ldapts|openid-client'),
  /^node:/,
]

test('every import respects the layers', () => {
  expect(imports.length).toBeGreaterThan(500)
  const wrong = imports.filter(
    ({ file, target }) => !(rooms[roomOf(file)] ?? feature).some((may) => may.test(target)),
  )
  expect(wrong).toEqual([])
})

test('only the composition root and the command line know routes and jobs', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      /^src\/.*-(routes|jobs)\.ts$/.test(target) && file !== 'src/app.ts' && !isPart({ file, target }),
  )
  expect(wrong).toEqual([])
})

/** `running-jobs.ts` of the queue itself is no feature's job; a room's routes may be cut into several files. */
const isPart = ({ file, target }: Pick<Import, 'file' | 'target'>) =>
  roomOf(file) === 'platform' && roomOf(target) === 'platform'

test('rooms do not depend on each other in a circle', () => {
  const edges = new Map<string, Set<string>>()
  for (const { file, target } of imports.filter(({ target }) => target.startsWith('src/'))) {
    const [from, to] = [roomOf(file), roomOf(target)]
    if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to))
  }
  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
    [...(edges.get(from) ?? [])].some(
      (to) => to === goal || (!seen.has(to) && reaches(to, goal, seen.add(to))),
    )
  expect([...edges.keys()].filter((room) => reaches(room, room))).toEqual([])
})

test('files do not import each other in a circle', () => {
  const targets = Map.groupBy(
    imports.filter(({ target, typeOnly }) => !typeOnly && sources.includes(target)),
    ({ file }) => file,
  )
  const state = new Map<string, 'open' | 'done'>()
  const circles: string[] = []
  const visit = (file: string, trail: string[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open')
      return void circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
    state.set(file, 'open')
    for (const { target } of targets.get(file) ?? []) visit(target, [...trail, file])
    state.set(file, 'done')
  }
  for (const file of sources) visit(file, [])
  expect(circles).toEqual([])
})

test('the environment is read where the program starts and nowhere else', () => {
  /** A child process gets the PATH it was given; the browser is told by the environment of a script. */
  const may =
    /^(scripts|bench)\/|^console\/vite\.config\.ts$|^src\/demo\/|^src\/(main|cli)\.ts$|^src\/platform\/db\/postgres-process\.ts$/
  expect(
    sources.filter((file) => !may.test(file) && /process\.env|import\.meta\.env/.test(textOf(file))),
  ).toEqual([])
})

test('the protocol reads no clock and rolls no dice: what it needs is given', () => {
  const impure =
    /\bDate\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|globalThis\.fetch|[^.\w]fetch\(/
  const wrong = sources.filter(
    (file) => /^src\/(protocol|admission\/admit\.ts)/.test(file) && impure.test(textOf(file)),
  )
  expect(wrong).toEqual([])
})

test('there are no default exports and no files named by banned words', () => {
  const config = /vite\.config\.ts$/
  expect(sources.filter((file) => !config.test(file) && /^export default/m.test(textOf(file)))).toEqual([])
  expect(
    sources.filter((file) => /(^|[/-])(manager|helper|helpers|util|utils|common-\w+|misc)\.tsx?$/.test(file)),
  ).toEqual([])
})

test('every kind of job has somebody who does it', () => {
  const server = sources.filter((file) => file.startsWith('src/')).map(textOf)
  const kinds = server.flatMap((text) =>
    [...text.matchAll(/\bconst (\w+): JobKind\b/g)].map(([, name]) => name),
  )
  const done = new Set(
    server.flatMap((text) => [...text.matchAll(/\bjobs\.register\(\s*(\w+),/g)].map(([, name]) => name)),
  )
  expect(kinds.filter((name) => !done.has(name))).toEqual([])
})
