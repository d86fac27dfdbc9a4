import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { generatedFiles } from '../scripts/generated-files.ts'
import { problems } from '../src/contract/problems.ts'
import { newTestDatabase } from './support/test-database.ts'

const root = path.join(import.meta.dirname, '..')
const committed = (name: string) => readFileSync(path.join(root, name), 'utf8')

test('every generated file is the one that "npm run generate" writes', async () => {
  const files = await generatedFiles(await newTestDatabase())
  for (const [name, text] of Object.entries(files)) {
    const same = committed(name) === text
    expect({ name, same, fix: same ? 'none' : 'npm run generate' }).toEqual({ name, same: true, fix: 'none' })
  }
})

type Operation = {
  operationId: string
  summary: string
  tags: string[]
  parameters: { in: string; name: string; required: boolean; schema: object }[]
  responses: Record<string, { description: string }>
  security?: object[]
}
type Document = {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
}

const document = JSON.parse(committed('openapi.json')) as Document
const operations = Object.entries(document.paths).flatMap(([at, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    at,
    method,
    name: `${method} ${at}`,
    ...operation,
  })),
)

function* refsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value))
    if (key === '$ref' && typeof inner === 'string') yield inner
    else yield* refsIn(inner)
}

const resolves = (ref: string): boolean => {
  let at: unknown = document
  for (const part of ref.replace(/^#\//, '').split('/'))
    at = (at as Record<string, unknown> | undefined)?.[part]
  return ref.startsWith('#/') && at !== undefined
}

test('the API document is OpenAPI 3.1, and every reference in it leads somewhere', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(document.info).toMatchObject({ title: 'Muster', version: '1' })
  expect([...refsIn(document)].filter((ref) => !resolves(ref))).toEqual([])
  expect([...refsIn(document)].length).toBeGreaterThan(0)
})

test('every operation has an id of its own, a summary, a tag, an answer and the problem', () => {
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { name, operationId, summary, tags, responses } of operations) {
    expect.soft(operationId, name).toMatch(/^[a-z][A-Za-z\d]+$/)
    expect.soft(summary, name).toBeTruthy()
    expect.soft(tags, name).toHaveLength(1)
    const answers = Object.keys(responses).filter((status) => /^2\d\d$/.test(status))
    // 202 may be a second one, for work that takes longer than a request should.
    const atOnce = answers.length > 1 ? answers.filter((status) => status !== '202') : answers
    expect.soft(atOnce, name).toHaveLength(1)
    expect.soft(responses['default'], name).toMatchObject({ content: { 'application/problem+json': {} } })
  }
})

test('the parameters of an address are those that the address has', () => {
  for (const { at, name, parameters } of operations) {
    const inAddress = [...at.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
    const declared = parameters
      .filter((parameter) => parameter.in === 'path')
      .map((parameter) => parameter.name)
    expect.soft(new Set(declared), name).toEqual(new Set(inAddress))
  }
})

test('every error has a status of HTTP and says what to do', () => {
  const codes = Object.keys(problems)
  expect(codes.filter((code) => !/^([a-z-]+\.[a-z-]+|internal)$/.test(code))).toEqual([])
  for (const { status, title, fix } of Object.values(problems)) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(title).not.toMatch(/\.$/)
    expect(fix).toMatch(/[.]$/)
  }
})
