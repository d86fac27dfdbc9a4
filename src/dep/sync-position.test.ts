import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, afterExhausted, positionOf, type Position } from './sync-position.ts'

const fetching = (cursor: string | null): Position => ({ phase: 'fetch', cursor })
const syncing = (cursor: string): Position => ({ phase: 'sync', cursor })

test('a listing goes on to its last page, and the changes begin at its last cursor', () => {
  const step = advance(fetching(null), { cursor: 'a', more_to_follow: true })
  expect(step).toEqual({ position: fetching('a'), goOn: true, isListed: false })
  const last = advance(step.position, { cursor: 'b', more_to_follow: false })
  expect(last).toEqual({ position: syncing('b'), goOn: true, isListed: true })
})

test('changes are read until there are no more', () => {
  expect(advance(syncing('b'), { cursor: 'c', more_to_follow: true }).goOn).toBe(true)
  expect(advance(syncing('c'), { cursor: 'd', more_to_follow: false })).toMatchObject({
    position: syncing('d'),
    goOn: false,
  })
})

test('never spins on a cursor that does not advance', () => {
  const positions = fc.oneof(fc.string().map(fetching), fc.string().map(syncing))
  fc.assert(
    fc.property(positions, fc.string(), (position, cursor) => {
      const { goOn, position: next } = advance(position, { cursor, more_to_follow: true })
      expect(goOn).toBe(cursor !== position.cursor)
      expect(next).toEqual({ phase: position.phase, cursor })
    }),
  )
})

test('an exhausted listing goes on with its changes; changes cannot be exhausted', () => {
  expect(afterExhausted(fetching('a'))).toEqual(syncing('a'))
  expect(afterExhausted(fetching(null))).toBeUndefined()
  expect(afterExhausted(syncing('a'))).toBeUndefined()
})

test('a position without a cursor is the start of a listing', () => {
  expect(positionOf({ sync_phase: 'sync', sync_cursor: null })).toEqual(fetching(null))
  expect(positionOf({ sync_phase: 'sync', sync_cursor: 'c' })).toEqual(syncing('c'))
})
