import type { FastifyRequest } from 'fastify'
import { expect, test } from 'vitest'
import { checkIfMatch, etagOf } from './etag.ts'

const requestWith = (tag: string | undefined) =>
  ({ headers: { 'if-match': tag } }) as unknown as FastifyRequest
const device = { id: '1', serial: 'C02', lastSeenAt: '2026-01-01T00:00:00.000Z' }

test('the tag changes with what an editor sees and not with what changes by itself', () => {
  expect(etagOf(device)).toMatch(/^"[\w-]{22}"$/)
  expect(etagOf({ ...device, lastSeenAt: 'later' })).toBe(etagOf(device))
  expect(etagOf({ ...device, serial: 'C03' })).not.toBe(etagOf(device))
})

test('If-Match takes the current tag, one of several, a weakened one and the star; it refuses a stale one', () => {
  const current = etagOf(device)
  for (const tag of [undefined, '*', current, `"old", ${current}`, `W/${current}`])
    checkIfMatch(requestWith(tag), device)
  for (const tag of ['"old"', '"old", "older"', current.slice(1)])
    expect(() => checkIfMatch(requestWith(tag), device)).toThrow(
      expect.objectContaining({ code: 'resource.changed' }),
    )
})
