import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../scripts/run.ts'

const read = (...parts: string[]) => readFileSync(path.join(root, ...parts), 'utf8')

/** `/bulk/$id/configuration` of the router and `/bulk/${id}/configuration` of a link are one shape. */
const shapeOf = (address: string) => address.split('?')[0]!.replaceAll(/\$\{[^}]*\}|\$\w+/g, ':one')

const pages = new Set(
  Array.from(read('console/app/router.tsx').matchAll(/under\('([^']+)'\)/g), ([, at]) => shapeOf(at!)),
)

const folder = 'src/readiness'
const links = readdirSync(path.join(root, folder))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) =>
    Array.from(
      read(folder, file).matchAll(/openPage\(\s*'[^']*',\s*['`]([^'`]+)['`]|link: ['`]([^'`]+)['`]/g),
    ),
  )
  .map(([, page, link]) => page ?? link!)

test('whatever mends a device leads to a page that the console has', () => {
  expect(links.length).toBeGreaterThan(10)
  expect(pages.size).toBeGreaterThan(30)
  expect(links.filter((link) => !pages.has(shapeOf(link)))).toEqual([])
})
