import { expect, test } from 'vitest'
import { z } from 'zod'
import { isProblem, problemFact, toApiError } from './api-error.ts'
import { explain } from './explain.ts'

test('a problem is explained by its code, with the facts of the case', () => {
  const error = toApiError(409, {
    type: 'tag:x',
    title: 'changed on the way',
    status: 409,
    code: 'dep.refused',
    appleCode: 'T_C_NOT_SIGNED',
  })
  expect(isProblem(error, 'dep.refused')).toBe(true)
  expect(problemFact(error, 'appleCode')).toBe('T_C_NOT_SIGNED')
  expect(explain(error)).toEqual({
    what: 'Apple refused the request',
    why: 'T_C_NOT_SIGNED',
    fix: '`appleCode` is Apple’s reason.',
    code: 'dep.refused',
  })
})

test('an answer that is no problem document is an internal error', () => {
  expect(explain(toApiError(502, '<html>Bad gateway</html>'))).toMatchObject({ code: 'internal' })
})

test('the network, a strange answer and a bug have words of their own', () => {
  expect(explain(new TypeError('fetch failed')).what).toBe('The server cannot be reached')
  expect(explain(z.string().safeParse(1).error).what).toBe('The server’s answer could not be read')
  expect(explain(new Error('boom'))).toMatchObject({ what: 'This page has failed', code: null })
})
