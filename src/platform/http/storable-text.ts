import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/** Where a text is that PostgreSQL cannot hold: JSON can write a NUL character and half a surrogate pair. */
export function findUnstorable(body: unknown): string | undefined {
  const waiting: [pointer: string, value: unknown][] = [['', body]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [pointer, value] = next
    if (typeof value === 'string' && !isStorable(value)) return pointer
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorable(key)) return pointer
      waiting.push([`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner])
    }
  }
  return undefined
}

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()

/** Refuses such a body before a route sees it, so that it is the caller's mistake and not the database's. */
export function addTextCheck(server: FastifyInstance): void {
  server.addHook('preValidation', async ({ body }) => {
    if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return
    const pointer = findUnstorable(body)
    if (pointer === undefined) return
    const message = 'must not contain NUL characters or half characters'
    throw new Problem('request.invalid', { errors: [{ pointer, code: 'invalid_text', message }] })
  })
}
