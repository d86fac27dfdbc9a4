/** Where the next page continues: a full listing from its start or its cursor, or the changes since a cursor. */
export type Position = { phase: 'fetch'; cursor: string | null } | { phase: 'sync'; cursor: string }

export type Page = { cursor: string; more_to_follow: boolean }

/** After a page: where to go on, whether to do so at once, and whether a full listing has just ended. */
export type Step = { position: Position; goOn: boolean; isListed: boolean }

/**
 * A listing ends when Apple has no more pages; from its last cursor on we ask for changes, at once, as some happened meanwhile.
 * A cursor that comes back with more to follow is Apple's known defect: the round ends and the next one tries again.
 */
export function advance(position: Position, { cursor, more_to_follow }: Page): Step {
  const goOn = cursor !== position.cursor
  if (position.phase === 'sync')
    return { position: { phase: 'sync', cursor }, goOn: goOn && more_to_follow, isListed: false }
  if (more_to_follow) return { position: { phase: 'fetch', cursor }, goOn, isListed: false }
  return { position: { phase: 'sync', cursor }, goOn: true, isListed: true }
}

/** Apple says that a listing's cursor has delivered everything: the changes begin there. */
export const afterExhausted = (position: Position): Position | undefined =>
  position.phase === 'fetch' && position.cursor !== null
    ? { phase: 'sync', cursor: position.cursor }
    : undefined

export const positionOf = (row: { sync_phase: string; sync_cursor: string | null }): Position =>
  row.sync_phase === 'sync' && row.sync_cursor !== null
    ? { phase: 'sync', cursor: row.sync_cursor }
    : { phase: 'fetch', cursor: row.sync_cursor }
