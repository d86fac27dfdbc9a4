import { randomUUID } from 'node:crypto'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Id } from '../contract/common.ts'
import {
  GivenMapping,
  ImportDelimiter,
  ImportEncoding,
  importLimits,
  ImportOptions,
} from '../contract/import.ts'
import { Problem } from '../platform/problem.ts'
import { fileTooLarge, type Upload } from './create-import.ts'

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

/**
 * Takes a multipart upload and gives it to `use`. The parts come in any order, so the file is streamed to disk first; its name is
 * removed as soon as it is open, so that nothing of it stays, whatever happens.
 */
export async function receiveUpload<T>(
  request: FastifyRequest,
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  const handle = await openNameless()
  try {
    const { fileName, fields } = await receiveParts(request, handle)
    if (fileName === undefined) throw new Problem('import.file-missing')
    const { options: asked = ImportOptions.parse({}), target, ...given } = readFields(fields)
    const options = target === undefined ? asked : { ...asked, target }
    return await use({ fileName, open: () => readAll(handle), options, ...given })
  } finally {
    await handle.close()
  }
}

const chunkBytes = 64 * 1024

async function* readAll(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function openNameless(): Promise<FileHandle> {
  const name = path.join(tmpdir(), `muster-import-${randomUUID()}`)
  const handle = await open(name, 'wx+', 0o600)
  await unlink(name)
  return handle
}

type Parts = { fileName: string | undefined; fields: Record<string, unknown> }

async function receiveParts(request: FastifyRequest, handle: FileHandle): Promise<Parts> {
  const { format, target } = request.query as Record<string, unknown>
  const parts: Parts = {
    fileName: undefined,
    fields: { ...(format ? { format } : {}), ...(target ? { target } : {}) },
  }
  for await (const part of request.parts({ limits: { fileSize: importLimits.bytes, files: 1 } })) {
    if (part.type === 'field') {
      if (part.value !== '') parts.fields[part.fieldname] = part.value
      continue
    }
    if (part.fieldname !== 'file') throw new Problem('import.file-missing')
    await store(part, handle)
    parts.fileName = path.basename(part.filename || 'import.csv').slice(0, 200)
  }
  return parts
}

async function store({ file }: MultipartFile, handle: FileHandle): Promise<void> {
  for await (const chunk of file as AsyncIterable<Buffer>) await handle.writeFile(chunk)
  if (file.truncated) throw fileTooLarge()
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
