import { sql, type RawBuilder } from 'kysely'
import { Imei, Meid, type Device } from '../contract/device.ts'
import { addDevices, type ListedDevice } from '../devices/add-devices.ts'
import { systemActor, type Actor } from '../platform/audit/actor.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { lockAccount } from './account-store.ts'

const batch = 1000

type Listed = {
  id: string
  serial: string
  family: string | null
  os: string | null
  model: string | null
  facts: unknown
}

/**
 * Gives every device of the account that has none a record to enroll with (H8, H9), batch by batch; stopping between two is
 * safe. A record that somebody deletes later does not come back, as the wish was met.
 */
export async function preEnroll(platform: Platform, accountId: string, signal: AbortSignal): Promise<void> {
  while ((await preEnrollBatch(platform, accountId)) === batch) signal.throwIfAborted()
}

const preEnrollBatch = ({ db, ...platform }: Platform, accountId: string): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    if (!account.add_as_pre_enrolled) return 0
    const listed = await listWaiting(trx, accountId)
    if (listed.length === 0) return 0
    await markMet(
      trx,
      listed.map(({ id }) => id),
    )
    const groupIds = await listDefaultGroups(trx, accountId)
    const { default_template_id: templateId, default_authentication: authentication } = account
    await addDevices(
      trx,
      platform,
      { actor: depActor(account.name), source: 'dep', templateId, groupIds },
      listed.map((device) => ({ ...listedDevice(device), ...proofOf(authentication) })),
    )
    return listed.length
  })

const depActor = (account: string): Actor => ({ ...systemActor, name: `Muster (DEP account ${account})` })

/** Key and code are typed on the device; otherwise its serial number names it, and a login may be asked for besides (H8). */
const proofOf = (authentication: string): Pick<ListedDevice, 'depMethod' | 'authentication'> =>
  authentication === 'keycode'
    ? { depMethod: 'Keycode', authentication }
    : { depMethod: 'Serial', authentication: authentication === 'login' ? 'login' : 'none' }

async function listDefaultGroups(db: Db, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('dep_account_group')
    .select('group_id')
    .where('account_id', '=', accountId)
    .execute()
  return rows.map(({ group_id }) => group_id)
}

const listWaiting = (db: Db, accountId: string): Promise<Listed[]> =>
  db
    .selectFrom('dep_device')
    .select(['id', 'serial', 'family', 'os', 'model', 'facts'])
    .where('account_id', '=', accountId)
    .where('gone_since', 'is', null)
    .where('pre_enrolled_at', 'is', null)
    .orderBy('serial')
    .limit(batch)
    .execute()

async function markMet(trx: Trx, ids: string[]): Promise<void> {
  await sql`update dep_device set pre_enrolled_at = now() where id = any(${ids})`.execute(trx)
}

/** What Apple's record says of a device, as the record that it enrolls with. */
export const listedDevice = ({
  serial,
  family,
  os,
  model,
  facts = {},
}: Pick<Listed, 'serial' | 'family' | 'os' | 'model'> & { facts?: unknown }): ListedDevice => ({
  serial,
  platform: platformOfFamily(family, os),
  displayName: 'DEP_device',
  model,
  manufacturer: 'Apple',
  depMethod: 'Serial',
  ...numbersOf(facts as { imei?: string[]; meid?: string[] }),
})

/** Apple writes the IMEIs of both slots, and MEIDs, with blanks at times; what is none is left out. */
const numbersOf = ({ imei = [], meid = [] }: { imei?: string[]; meid?: string[] }) => {
  const [first, second] = imei.flatMap((text) => Imei.safeParse(text).data ?? [])
  return {
    imei: first ?? null,
    imei2: second ?? null,
    meid: meid.flatMap((text) => Meid.safeParse(text).data ?? [])[0] ?? null,
  }
}

/** The same rule as `platformOfFamily`, for the device that Apple lists under a serial number; no row when it lists none. */
export const platformAtApple = (serial: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select case when word like 'ipad%' then 'ipados' when word like 'mac%' or word = 'osx' then 'macos'
    when word like 'appletv%' or word = 'tvos' then 'tvos' else 'ios' end as platform
  from (select lower(coalesce(family, os, '')) as word from dep_device where serial = ${serial} limit 1) as listed`

/** Apple's device families. Vision runs visionOS, which devices know as iPadOS at most; an unknown family is the commonest one. */
export function platformOfFamily(family: string | null, os: string | null): Device['platform'] {
  const word = (family ?? os ?? '').toLowerCase()
  if (word.startsWith('ipad')) return 'ipados'
  if (word.startsWith('mac') || word === 'osx') return 'macos'
  if (word.startsWith('appletv') || word === 'tvos') return 'tvos'
  return 'ios'
}
