import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { hostedAgentLimits } from '../contract/hosted-agent.ts'
import { inMebibytes } from '../platform/http/limits.ts'
import { openNameless } from '../platform/http/nameless-file.ts'
import { Problem } from '../platform/problem.ts'

/** A file on disk that has no name any more. */
export type ReceivedApk = { handle: FileHandle; fileName: string; size: number; sha256: Buffer }

/** Takes the part `file` of a multipart upload to disk, gives it to `use`, and keeps nothing of it. */
export async function receiveApk<T>(
  request: FastifyRequest,
  use: (apk: ReceivedApk) => Promise<T>,
): Promise<T> {
  const handle = await openNameless('muster-agent')
  try {
    return await use({ handle, ...(await storeUpload(request, handle)) })
  } finally {
    await handle.close()
  }
}

type Stored = Omit<ReceivedApk, 'handle'>

async function storeUpload(request: FastifyRequest, handle: FileHandle): Promise<Stored> {
  let stored: Stored | undefined
  for await (const part of request.parts({ limits: { fileSize: hostedAgentLimits.bytes, files: 1 } })) {
    if (part.type !== 'file') continue
    if (part.fieldname !== 'file') throw fileMissing()
    stored = await storeFile(part, handle)
  }
  if (!stored) throw fileMissing()
  return stored
}

async function storeFile({ file, filename }: MultipartFile, handle: FileHandle): Promise<Stored> {
  const hash = createHash('sha256')
  let size = 0
  for await (const bytes of file as AsyncIterable<Buffer>) {
    hash.update(bytes)
    size += bytes.length
    await handle.writeFile(bytes)
  }
  if (file.truncated) throw tooLarge()
  return { fileName: nameOf(filename), size, sha256: hash.digest() }
}

const nameOf = (given: string): string => path.basename(given || 'agent.apk').slice(0, 200)

const fileMissing = () => new Problem('android-agent.file-missing')
const tooLarge = () =>
  new Problem('request.too-large', {
    detail: `An APK may have ${inMebibytes(hostedAgentLimits.bytes)}`,
    limit: hostedAgentLimits.bytes,
  })
