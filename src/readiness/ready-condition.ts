import { sql, type RawBuilder } from 'kysely'
import { isGiven } from '../policies/given.ts'
import type { ProfileFacts, Surroundings } from './facts.ts'
import { isListFit } from './list-faults.ts'
import { families, fittingPlatforms } from './platform-at-apple.ts'
import { certificateEnd, hasTwin, listedRecord } from './load-facts.ts'
import { agentFault, isAccountWell, isProfileFit, isServerFit } from './server-faults.ts'

/**
 * The errors of judgeReadiness as a condition on rows of `device`, never null. What depends on the server, on an account or on a
 * profile is judged beforehand by the same functions, so that each row costs one look at Apple's record of it.
 */
export function readyCondition(around: Surroundings): RawBuilder<boolean> {
  return sql<boolean>`(case device.status
    when 'withdrawn' then false
    when 'enrolled' then coalesce((${certificateEnd}) > ${around.now}, true)
    else ${isOpen(around)} and ${hasOneWay} and ${isBuildable(around)}
      and (${isAndroid} is false or (${hasNumbers} and not ${hasTwin} and ${isOnFitList(around)})) and (${isApple} is false
      or (${sql.lit(isServerFit(around))} and ${isEquipped(around)} and (${comesByDep} is false or ${isListedWell(around)})))
    end)`
}

const isAndroid = sql`(device.platform = 'android')`
const isApple = sql`(device.platform in ('ios', 'ipados', 'macos', 'tvos'))`
const comesByDep = sql`(device.serial is not null and (device.dep_method is not null or device.source = 'dep'))`

const isOpen = ({ settings, now }: Surroundings) =>
  settings.checkInExpiryEnforced ? sql`(device.expires_at is null or device.expires_at > ${now})` : sql`true`

const hasOneWay = sql`(case
  when ${isAndroid} and device.bulk_enrollment_id is not null then true
  when device.dep_method is not distinct from 'Keycode' or device.authentication = 'keycode' then device.code_sealed is not null
  when device.authentication = 'login' or device.user_id is not null then true
  else device.dep_method is not null and device.source <> 'dep' end)`

const hasNumbers = sql`(device.imei is not null or device.imei2 is not null or device.meid is not null
  or (device.serial is not null and (coalesce(device.manufacturer, '') <> '' or device.bulk_enrollment_id is null)))`

function isOnFitList(around: Surroundings) {
  const unfit = around.lists.filter((list) => !isListFit(list, around)).map(({ id }) => id)
  return unfit.length === 0
    ? sql`true`
    : sql`(device.bulk_enrollment_id is null or device.bulk_enrollment_id <> all(${unfit}::uuid[]))`
}

const isEquipped = (around: Surroundings) =>
  agentFault(around) === null ? sql`true` : sql`not device.agent_install_required`

/** Policies that cannot be built are few, most of the time none. */
function isBuildable({ policies }: Surroundings) {
  const broken = policies.filter(({ fault }) => fault !== null).map(({ id }) => id)
  return broken.length === 0
    ? sql`true`
    : sql`not exists (select from policy where policy.id = any(${broken}::uuid[]) and ${isGiven})`
}

/** Of the record `d`: its profile supervises, or nothing that the device is given asks for it. */
function isSupervisedEnough({ policies, profiles }: Surroundings) {
  const needing = policies.filter(({ supervised }) => supervised).map(({ id }) => id)
  const lax = [...profiles.values()].filter(({ isSupervised }) => !isSupervised)
  if (needing.length === 0 || lax.length === 0) return sql`true`
  return sql`(device.platform = 'macos' or d.profile_uuid is null or (d.account_id, d.profile_uuid) not in (${keysOf(lax)})
    or not exists (select from policy where policy.id = any(${needing}::uuid[]) and ${isGiven}))`
}

/** Lists of ids go in as text, since a handful of them is all there is. */
function isListedWell(around: Surroundings): RawBuilder<unknown> {
  const accounts = around.accounts.filter(({ state }) => isAccountWell(state)).map(({ id }) => id)
  const profiles = [...around.profiles.values()]
  const unfit = profiles.filter((profile) => !isProfileFit(profile, around))
  const withoutPages = profiles.filter(({ hasWebView }) => !hasWebView)
  return sql`coalesce((
    select d.account_id = any(${accounts}::uuid[]) and d.profile_status in ('assigned', 'pushed')
      and (d.profile_uuid is null or (d.account_id, d.profile_uuid) not in (${keysOf(unfit)}))
      and (${asksItsUser} is false or d.profile_uuid is null
        or (d.account_id, d.profile_uuid) not in (${keysOf(withoutPages)}))
      and ${fitsFamily} and ${isSupervisedEnough(around)}
      and not exists (select from dep_assignment x where x.dep_device_id = d.id and x.state = 'waiting')
    from (${listedRecord}) as d), false)`
}

const keysOf = (profiles: ProfileFacts[]) => sql`
  select * from unnest(${profiles.map(({ accountId }) => accountId)}::uuid[], ${profiles.map(({ uuid }) => uuid)}::text[])`

const asksItsUser = sql`(device.dep_method is not distinct from 'Keycode' or device.authentication <> 'none'
  or device.ownership is not distinct from 'selectuser')`

const fitsFamily = sql`(case lower(d.family) ${sql.join(
  Object.entries(families).map(
    ([family, kind]) =>
      sql`when ${sql.lit(family)} then device.platform in (${sql.join(fittingPlatforms[kind].map((platform) => sql.lit(platform)))})`,
  ),
  sql` `,
)} else true end)`
