import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { NewBulkEnrollment } from '../contract/bulk-enrollment.ts'
import { IvantiList, IvantiListQuery, IvantiUpload } from '../contract/ivanti.ts'
import { spoolUpload } from '../imports/spool-upload.ts'
import { actorOf, requirePermission } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { listProfiles } from './list-profiles.ts'
import { uploadProfile } from './upload-profile.ts'

const tags = ['bulk enrollments']
const path = '/api/v1/bulkenrollment/profile'

/** For scripts that were written for Ivanti Neurons for MDM: the same paths and names, over the same use cases. */
export function ivantiRoutes(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.post(
    `${path}/upload`,
    {
      config: { access: 'bulk-enrollment:write' },
      schema: {
        summary: 'As Ivanti: make a bulk enrollment of a CSV file',
        description:
          'multipart/form-data with `csv-data`, `name` and, where wanted, `description` and `withoutToken`. Good rows are taken at once, the others reported in `errorMessage`. Needs `import:write` too.',
        tags,
        consumes: ['multipart/form-data'],
        response: { 200: IvantiUpload },
      },
    },
    async (request) => {
      const actor = actorOf(request)
      requirePermission(actor, 'import:write')
      return { errors: null, result: await receive(platform, request) }
    },
  )
  app.get(
    path,
    {
      config: { access: 'bulk-enrollment:read' },
      schema: {
        summary: 'As Ivanti: list bulk enrollments',
        tags,
        querystring: IvantiListQuery,
        response: { 200: IvantiList },
      },
    },
    async ({ query }) => ({ errors: null, result: await listProfiles(platform.db, query) }),
  )
}

/** In forms all is text, and Ivanti's guide writes "True". */
const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false']))
  .transform((text) => text === 'true')
const Fields = z.object({
  name: NewBulkEnrollment.shape.name,
  description: NewBulkEnrollment.shape.description,
  withoutToken: flag.default(false),
})

const receive = (platform: Platform, request: FastifyRequest) =>
  spoolUpload(request, 'csv-data', ({ fileName, open, fields }) => {
    const { success, data, error } = Fields.safeParse(fields)
    if (!success) {
      const errors = error.issues.map(({ path: [field], code, message }) => ({
        pointer: `/${String(field)}`,
        code,
        message,
      }))
      const detail = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
      throw new Problem('request.invalid', { detail, errors })
    }
    const wish = NewBulkEnrollment.parse(data)
    return uploadProfile(platform, actorOf(request), wish, { fileName, open })
  })
