import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Id } from '../contract/common.ts'
import { GivenMapping, ImportDelimiter, ImportEncoding, ImportOptions } from '../contract/import.ts'
import { Problem } from '../platform/problem.ts'
import type { Upload } from './create-import.ts'
import { spoolUpload } from './spool-upload.ts'

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' })
    return z.NEVER
  }
})

/** The parts beside `file`. Blank ones count as absent, as forms send them. */
const UploadFields = z.strictObject({
  format: z.string().max(60).optional(),
  encoding: z.string().toLowerCase().pipe(ImportEncoding).optional(),
  delimiter: z
    .string()
    .transform((text) => (text === 'tab' ? '\t' : text))
    .pipe(ImportDelimiter)
    .optional(),
  options: json.pipe(ImportOptions).optional(),
  mapping: json.pipe(GivenMapping).optional(),
  /** The same as `options.target`. */
  target: Id.optional(),
})

/** Takes a multipart upload and gives it to `use`. */
export async function receiveUpload<T>(
  request: FastifyRequest,
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  return spoolUpload(request, 'file', async ({ fileName, open, fields }) => {
    const { format, target: asTarget } = request.query as Record<string, unknown>
    const inAddress = { ...(format ? { format } : {}), ...(asTarget ? { target: asTarget } : {}) }
    const {
      options: asked = ImportOptions.parse({}),
      target,
      ...given
    } = readFields({ ...inAddress, ...fields })
    const options = target === undefined ? asked : { ...asked, target }
    return use({ fileName, open, options, ...given })
  })
}

function readFields(fields: Record<string, unknown>): z.infer<typeof UploadFields> {
  const { success, data, error } = UploadFields.safeParse(fields)
  if (success) return data
  const errors = error.issues.map(({ path, code, message }) => ({
    pointer: `/${path.join('/')}`,
    code,
    message,
  }))
  const detail = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
  throw new Problem('request.invalid', { detail, errors })
}
