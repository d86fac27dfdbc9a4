import { sql } from 'kysely'
import type { DepAssignPreview, DepTarget } from '../../contract/dep-assignment.ts'
import type { DepProfile } from '../../contract/dep.ts'
import type { Db } from '../../platform/db/database.ts'
import { chunkSize } from '../assignment.ts'
import { conditionOfSlice, mostAtOnce, selectTarget, type Kind, type Slice, type Wanted } from './targets.ts'

const mostExamples = 5

type Row = {
  kind: Kind
  count: number
  examples: string[]
  held_until: string | null
  pushed: number
  pushed_examples: string[]
  replaced: number
  replaced_examples: string[]
  newer: number
}

/** What would become of each device of the target; Apple is not asked, nothing changes. */
export async function previewAssignment(
  db: Db,
  { profile, target }: { profile: DepProfile | null; target: DepTarget },
  now: Date,
): Promise<DepAssignPreview> {
  const rows = await countKinds(db, { profile, target }, now)
  const known = rows.reduce((sum, { count }) => sum + count, 0)
  const groupOf = (kind: Kind) => {
    const row = rows.find((each) => each.kind === kind)
    return { count: row?.count ?? 0, examples: row?.examples ?? [] }
  }
  const heldUntil = (kind: Kind) => rows.find((each) => each.kind === kind)?.held_until ?? null
  const asked = rows.find(({ kind }) => kind === 'asked')
  const unknown = 'serials' in target ? await listUnknown(db, target.serials) : { count: 0, examples: [] }
  const matched = known + unknown.count
  const isLong = matched > mostAtOnce
  const toAsk = groupOf('asked').count + (isLong || !profile ? 0 : unknown.count)
  return {
    matched,
    asked: groupOf('asked'),
    settled: groupOf('settled'),
    throttled: groupOf('throttled'),
    throttledUntil: heldUntil('throttled'),
    limited: groupOf('limited'),
    limitedUntil: heldUntil('limited'),
    otherAccount: groupOf('other-account'),
    gone: groupOf('gone'),
    unknown,
    pushed: { count: asked?.pushed ?? 0, examples: asked?.pushed_examples ?? [] },
    replaced: { count: asked?.replaced ?? 0, examples: asked?.replaced_examples ?? [] },
    calls: Math.ceil(toAsk / chunkSize),
    isLong,
    profile: profile && {
      id: profile.id,
      uuid: profile.uuid,
      name: profile.fields.profileName,
      version: profile.version,
      account: profile.account,
    },
  }
}

export type TargetNumbers = {
  matched: number
  settled: number
  leftOut: number
  /** Of which something else was asked after the order was given. */
  newer: number
}

/** The same for a part of the devices, as numbers. */
export async function countTarget(db: Db, change: Counted, now: Date): Promise<TargetNumbers> {
  const rows = await countKinds(db, change, now)
  const { target, slice } = change
  const unknown = 'serials' in target ? (await listUnknown(db, target.serials, slice)).count : 0
  const countOf = (...kinds: Kind[]) =>
    rows.reduce((sum, { kind, count }) => sum + (kinds.includes(kind) ? count : 0), 0)
  const known = rows.reduce((sum, { count }) => sum + count, 0)
  const newer = rows.reduce(
    (sum, row) => sum + (['asked', 'throttled', 'limited'].includes(row.kind) ? row.newer : 0),
    0,
  )
  return {
    matched: known + unknown,
    settled: countOf('settled'),
    leftOut: countOf('other-account', 'gone') + unknown,
    newer,
  }
}

type Counted = { profile: Wanted; target: DepTarget; slice?: Slice }

async function countKinds(db: Db, { profile, target, slice }: Counted, now: Date): Promise<Row[]> {
  const isPushed = sql`profile_status = 'pushed'`
  const isReplaced = sql`profile_status in ('assigned', 'pushed') and ${profile !== null}`
  const first = (condition = sql`true`) =>
    sql`coalesce((array_agg(serial order by serial) filter (where ${condition}))[1:${sql.lit(mostExamples)}], '{}')`
  const { rows } = await sql<Row>`
    select kind, count(*) as count, ${first()} as examples, max(held_until) as held_until,
      count(*) filter (where ${isPushed}) as pushed, ${first(isPushed)} as pushed_examples,
      count(*) filter (where ${isReplaced}) as replaced, ${first(isReplaced)} as replaced_examples,
      count(*) filter (where is_newer) as newer
    from (${selectTarget(target, profile, now, slice)}) t group by kind`.execute(db)
  return rows
}

async function listUnknown(db: Db, serials: readonly string[], slice?: Slice) {
  const { rows } = await sql<{ serial: string }>`
    select distinct serial from unnest(${[...serials]}::text[]) as serial
    where ${conditionOfSlice(slice)} and not exists (select from dep_device d where d.serial = serial.serial) order by serial`.execute(
    db,
  )
  return { count: rows.length, examples: rows.slice(0, mostExamples).map(({ serial }) => serial) }
}
