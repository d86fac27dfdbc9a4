import { sql } from 'kysely'
import { recordEvents } from '../../platform/audit/timeline.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { DepError } from '../../protocol/dep/dep-error.ts'
import type { Device } from '../../protocol/dep/wire.ts'
import { lockAccount } from '../account-store.ts'
import type { Apple } from '../apple.ts'
import { isShown } from '../ask-apple.ts'
import { chunkSize, readAnswer } from '../assignment.ts'
import { lockedWishes } from '../assignment-store.ts'
import { deviceEvent } from '../device-events.ts'
import { deviceRow } from '../device-row.ts'
import { storeDevices } from '../store-devices.ts'
import { listOpenRevisions, settleRevision } from './settle-revisions.ts'

type Context = { platform: Platform; apple: Apple; signal: AbortSignal }

/** Reads Apple's records of the devices for which it said SUCCESS without showing it, and ends what is at its end. */
export async function followRevisions({ platform, apple, signal }: Context): Promise<void> {
  for (const id of await listOpenRevisions(platform.db)) {
    signal.throwIfAborted()
    // What a sync has stored counts first, so that Apple is not asked for what is known.
    await settleRevision(platform, id)
    if (await lookAtApple({ platform, apple, signal }, id)) await settleRevision(platform, id)
  }
}

/** Apple refusing to answer, or a token that is gone, is told at the account: the next minute tries again. */
async function lookAtApple(context: Context, id: string): Promise<boolean> {
  try {
    for (let looked = false; ; looked = true) {
      context.signal.throwIfAborted()
      const devices = await listUnseen(context.platform, id)
      if (devices.length === 0) return looked
      await lookAt(context, devices)
    }
  } catch (error) {
    if (error instanceof DepError || error instanceof Problem) return true
    throw error
  }
}

type Unseen = {
  revision_id: string
  account_id: string
  profile_id: string
  uuid: string
  id: string
  serial: string
  answered_at: string | null
  failures: number
}

/** Apple has said SUCCESS for them, and its record does not show it yet. */
async function listUnseen({ db, clock }: Platform, revisionId: string): Promise<Unseen[]> {
  const { rows } = await sql<Unseen>`
    select r.id as revision_id, r.account_id, r.profile_id, p.uuid, d.id, d.serial, x.answered_at, x.failures
    from dep_revision r join dep_profile p on p.id = r.profile_id join dep_revision_device rd on rd.revision_id = r.id
      join dep_device d on d.id = rd.dep_device_id join dep_assignment x on x.dep_device_id = d.id
    where r.id = ${revisionId} and rd.confirmed_at is null and d.gone_since is null
      and x.profile_id = r.profile_id and x.state = 'assigned' and (rd.look_at is null or rd.look_at <= ${clock()})
    order by d.serial limit ${chunkSize}`.execute(db)
  return rows
}

/** Apple's record may lag some ten minutes behind its answer; one that still says otherwise then is right. */
const patienceMs = 15 * 60_000
const againMs = 60_000

async function lookAt({ platform, apple }: Context, devices: readonly Unseen[]): Promise<void> {
  const [{ account_id: accountId, uuid }] = devices as [Unseen, ...Unseen[]]
  const serials = devices.map(({ serial }) => serial)
  const details = await apple.ask(accountId, (client) => client.devices(serials))
  const now = platform.clock()
  const isPatient = ({ answered_at }: Unseen) =>
    answered_at !== null && Date.parse(answered_at) > now.getTime() - patienceMs
  const seen = devices.filter(({ serial }) => isShown({ uuid }, details.get(serial)))
  const unseen = devices.filter((device) => !seen.includes(device))
  await platform.db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    const contradicted = unseen.filter((device) => !isPatient(device))
    await storeRecords(trx, [...seen, ...contradicted], { details, account: account.name })
    await markDevices(trx, seen, { confirmed_at: now })
    await markDevices(trx, unseen, { look_at: new Date(now.getTime() + againMs) })
    await countAsFailed(trx, contradicted, now)
  })
}

type Records = { details: ReadonlyMap<string, Device>; account: string }

async function storeRecords(
  trx: Trx,
  devices: readonly Unseen[],
  { details, account }: Records,
): Promise<void> {
  const [first] = devices
  if (!first) return
  const rows = devices.flatMap(({ serial }) => {
    const device = details.get(serial)
    if (device?.response_status === 'SUCCESS') return [deviceRow(device, { isListing: true })]
    const isGone = device?.response_status === 'NOT_ACCESSIBLE'
    return isGone ? [{ ...deviceRow({ serial_number: serial }, { isListing: true }), gone: true }] : []
  })
  const changes = await storeDevices(trx, first.account_id, rows)
  const news = changes.filter(({ changes: columns }) =>
    ['profile_uuid', 'profile_status', 'gone_since'].some((column) => columns.includes(column)),
  )
  const told = { account, profileNames: new Map<string, string>() }
  await recordEvents(
    trx,
    news.map((change) => deviceEvent(change, told)),
  )
}

async function markDevices(
  db: Db,
  devices: readonly Unseen[],
  values: { confirmed_at: Date } | { look_at: Date },
): Promise<void> {
  const [first] = devices
  if (!first) return
  await db
    .updateTable('dep_revision_device')
    .set({ look_at: null, ...values })
    .where('revision_id', '=', first.revision_id)
    .where(sql<boolean>`dep_device_id = any(${devices.map(({ id }) => id)}::uuid[])`)
    .execute()
}

/** Apple took the request and did nothing: asked again like after its FAILED, an hour later, then a day. */
async function countAsFailed(trx: Trx, devices: readonly Unseen[], now: Date): Promise<void> {
  const rows = devices.map(({ id, profile_id, failures }) => ({
    id,
    profile_id,
    ...readAnswer({ result: 'FAILED', failures, retryAfterSeconds: undefined, now }),
  }))
  if (rows.length === 0) return
  const which = sql`x.dep_device_id = any(${rows.map(({ id }) => id)}::uuid[])`
  await sql`
    with locked as materialized (${lockedWishes(which)})
    update dep_assignment x set state = r.state, apple_status = 'FAILED', failures = r.failures, next_try_at = r."nextTryAt"
    from locked l join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, profile_id uuid, state text, failures int, "nextTryAt" timestamptz) on r.id = l.dep_device_id
    where x.dep_device_id = r.id and x.profile_id = r.profile_id`.execute(trx)
}
