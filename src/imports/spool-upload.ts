import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { importLimits } from '../contract/import.ts'
import { openNameless } from '../platform/http/nameless-file.ts'
import { Problem } from '../platform/problem.ts'
import { fileTooLarge, type Upload } from './create-import.ts'

/** `fields`: the parts beside the file. Blank ones count as absent, as forms send them. */
export type Spooled = Pick<Upload, 'fileName' | 'open'> & { fields: Record<string, unknown> }

/**
 * Takes a multipart upload, whose file is the part `filePart`, and gives it to `use`. The parts come in any order, so the file is
 * streamed to disk first, into a file without a name.
 */
export async function spoolUpload<T>(
  request: FastifyRequest,
  filePart: string,
  use: (upload: Spooled) => Promise<T>,
): Promise<T> {
  const handle = await openNameless('muster-import')
  try {
    const { fileName, fields } = await receiveParts(request, handle, filePart)
    if (fileName === undefined)
      throw new Problem('import.file-missing', { detail: `The part ${filePart} is missing` })
    return await use({ fileName, open: () => readAll(handle), fields })
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

type Parts = { fileName: string | undefined; fields: Record<string, unknown> }

async function receiveParts(request: FastifyRequest, handle: FileHandle, filePart: string): Promise<Parts> {
  const parts: Parts = { fileName: undefined, fields: {} }
  for await (const part of request.parts({ limits: { fileSize: importLimits.bytes, files: 1 } })) {
    if (part.type === 'field') {
      if (part.value !== '') parts.fields[part.fieldname] = part.value
      continue
    }
    if (part.fieldname !== filePart) throw new Problem('import.file-missing')
    await store(part, handle)
    parts.fileName = path.basename(part.filename || 'import.csv').slice(0, 200)
  }
  return parts
}

async function store({ file }: MultipartFile, handle: FileHandle): Promise<void> {
  for await (const chunk of file as AsyncIterable<Buffer>) await handle.writeFile(chunk)
  if (file.truncated) throw fileTooLarge()
}
