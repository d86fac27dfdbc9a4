import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id, ListQuery, page } from '../contract/common.ts'
import {
  ApplyImport,
  Import,
  ImportField,
  ImportFormat,
  ImportRow,
  ImportRowQuery,
  RemapImport,
} from '../contract/import.ts'
import type { Platform } from '../platform/platform.ts'
import { actorOf } from '../platform/http/access.ts'
import { applyImport, importNotFound } from './apply-import.ts'
import { createImport } from './create-import.ts'
import { refuseForgotten } from './forget-imports.ts'
import { fields } from './fields.ts'
import type { Format } from './format.ts'
import { formatById, formats, sampleCsv } from './formats.ts'
import { findImport, listImports } from './import-store.ts'
import { listRows } from './import-rows.ts'
import { inTime } from './in-time.ts'
import { receiveUpload } from './receive-upload.ts'
import { remapImport } from './remap-import.ts'
import { rejectsCsv } from './rejects.ts'

const params = z.object({ id: Id })
const tags = ['imports']

export function importRoutes(server: FastifyInstance, platform: Platform): void {
  formatRoutes(server)
  planRoutes(server, platform)
  rowRoutes(server, platform)
}

const described = (format: Format): ImportFormat => ({
  id: format.id,
  product: format.product,
  name: format.name,
  description: format.description,
  header: format.header,
  blank: format.blank,
  refused: format.refused ?? null,
  columns: [
    ...format.columns.map(({ name, field, aliases, rule, example }) => ({
      name,
      field,
      aliases,
      rule,
      example,
    })),
    ...[...format.ignored, ...format.secret].map(notImported),
  ],
})

const notImported = (name: string) => ({ name, field: null, aliases: [], rule: 'Not imported.', example: '' })

function formatRoutes(server: FastifyInstance): void {
  const routes = server.withTypeProvider<ZodTypeProvider>()

  routes.get(
    '/api/v1/import-formats',
    {
      config: { access: 'import:read' },
      schema: { summary: 'Formats that can be imported', tags, response: { 200: z.array(ImportFormat) } },
    },
    async () => formats.map(described),
  )

  routes.get(
    '/api/v1/import-fields',
    {
      config: { access: 'import:read' },
      schema: {
        summary: 'What a column can be mapped to, beside `customAttributes.<name>`',
        tags,
        response: { 200: z.array(ImportField) },
      },
    },
    async () => fields.map(({ field, of, rule, example }) => ({ field, of, rule, example })),
  )

  routes.get(
    '/api/v1/import-formats/:id/sample.csv',
    {
      config: { access: 'import:read' },
      schema: {
        summary: 'A sample file that imports cleanly',
        tags,
        params: z.object({ id: z.string() }),
        produces: ['text/csv'],
      },
    },
    (request, reply) => {
      const { id } = request.params
      const sample = sampleCsv(formatById(id))
      return reply.headers(download(`${id}-sample.csv`)).send(sample)
    },
  )
}

const download = (fileName: string) => ({
  'Content-Type': 'text/csv; charset=utf-8',
  'Content-Disposition': `attachment; filename="${fileName}"`,
})

function planRoutes(server: FastifyInstance, platform: Platform): void {
  const { db } = platform
  const routes = server.withTypeProvider<ZodTypeProvider>()

  routes.post(
    '/api/v1/imports',
    {
      config: { access: 'import:write' },
      schema: {
        summary: 'Upload a CSV file and plan it; nothing is changed before it is applied',
        description:
          'multipart/form-data with `file` and, where wanted, `format`, `encoding`, `delimiter`, `mapping` (JSON: [{column or index, field}]), `options` (JSON).',
        tags,
        consumes: ['multipart/form-data'],
        response: { 201: Import },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const planned = await receiveUpload(request, (upload) => createImport(platform, actor, upload))
      return reply.code(201).send(planned)
    },
  )

  routes.get(
    '/api/v1/imports',
    {
      config: { access: 'import:read' },
      schema: {
        summary: 'Imports, newest first',
        tags,
        querystring: ListQuery,
        response: { 200: page(Import) },
      },
    },
    ({ query }) => listImports(db, query),
  )

  routes.get(
    '/api/v1/imports/:id',
    {
      config: { access: 'import:read' },
      schema: { summary: 'One import with the heads of its plan', tags, params, response: { 200: Import } },
    },
    ({ params: { id } }) => mustFind(platform, id),
  )

  routes.put(
    '/api/v1/imports/:id/mapping',
    {
      config: { access: 'import:write' },
      schema: {
        summary:
          'Map the columns of a planned import otherwise; it is planned anew, and the mapping is remembered for this header',
        tags,
        params,
        body: RemapImport,
        response: { 200: Import },
      },
    },
    (request) => remapImport(platform, actorOf(request), request.params.id, request.body),
  )

  routes.post(
    '/api/v1/imports/:id/apply',
    {
      config: { access: 'import:write' },
      schema: {
        summary: 'Do what the plan says; a repeat answers the same',
        description:
          'Answers 202 with the import in the state `applying` when it takes more than some seconds.',
        tags,
        params,
        body: ApplyImport,
        response: { 200: Import, 202: Import },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const applied = await inTime(applyImport(platform, actorOf(request), id, request.body), (error) =>
        platform.log.error({ error, import: id }, 'applying an import ended in an error'),
      )
      if (applied) return applied
      return reply.code(202).send(await mustFind(platform, id))
    },
  )
}

function rowRoutes(server: FastifyInstance, platform: Platform): void {
  const routes = server.withTypeProvider<ZodTypeProvider>()

  routes.get(
    '/api/v1/imports/:id/rows',
    {
      config: { access: 'import:read' },
      schema: {
        summary: 'The rows of the plan, field by field',
        tags,
        params,
        querystring: ImportRowQuery,
        response: { 200: page(ImportRow) },
      },
    },
    async ({ params: { id }, query }) => {
      refuseForgotten(await mustFind(platform, id))
      return listRows(platform.db, id, query)
    },
  )

  routes.get(
    '/api/v1/imports/:id/rejects.csv',
    {
      config: { access: 'import:read' },
      schema: { summary: 'The rejected rows with the reason', tags, params, produces: ['text/csv'] },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await mustFind(platform, id)
      refuseForgotten(found)
      const withCodes = actorOf(request).permissions.has('device.code:read')
      const name = `${found.fileName.replace(/\.[^.]*$/, '').replace(/[^\w.-]+/g, '_')}-rejects.csv`
      return reply
        .headers(download(name))
        .send(Readable.from(rejectsCsv(platform, id, withCodes), { objectMode: false }))
    },
  )
}

async function mustFind({ db }: Platform, id: string): Promise<Import> {
  const found = await findImport(db, id)
  if (!found) throw importNotFound(id)
  return found
}
