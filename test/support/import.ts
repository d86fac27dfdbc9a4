import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Import, ImportRow } from '../../src/contract/import.ts'
import type { Answer, TestApp } from './test-app.ts'

/** Uploads a CSV as the console does. */
export function upload(
  app: TestApp,
  csv: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
  token?: string,
): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([csv]), 'devices.csv')
  return app.api('POST', '/imports', form, token ? { token } : {})
}

/** Uploads a file that must be readable and answers its plan. */
export async function plan(
  app: TestApp,
  csv: string,
  fields: Record<string, string> = {},
): Promise<Import & { rows: ImportRow[] }> {
  const { status, body } = await upload(app, csv, fields)
  expect(body).toMatchObject({ state: 'planned' })
  expect(status).toBe(201)
  const rows = await app.api('GET', `/imports/${body.id}/rows?limit=500`)
  return { ...body, rows: rows.body.items }
}

export async function apply(app: TestApp, id: string, options: object = {}): Promise<Import> {
  const { status, body } = await app.api('POST', `/imports/${id}/apply`, options)
  expect(body).toMatchObject({ state: 'applied' })
  expect(status).toBe(200)
  return body
}

export const planAndApply = async (app: TestApp, csv: string, options: object = {}) =>
  apply(app, (await plan(app, csv)).id, options)

export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/bizmobile/${name}`, import.meta.url), 'utf8')

export const device = async (app: TestApp, identifier: string) =>
  (await app.api('GET', `/devices/identifier:${identifier}`)).body
