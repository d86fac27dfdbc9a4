import { sql, type RawBuilder } from 'kysely'
import type { Surroundings } from './facts.ts'
import { families, fittingPlatforms } from './platform-at-apple.ts'
import { certificateEnd, listedRecord } from './load-facts.ts'
import { agentFault, isAccountWell, isProfileFit, isServerFit } from './server-faults.ts'

/**
 * The errors of judgeReadiness as a condition on rows of `device`, never null. What depends on the server, on an account or on a
 * profile is judged beforehand by the same functions, so that each row costs one look at Apple's record of it.
 */
export function readyCondition(around: Surroundings): RawBuilder<boolean> {
  return sql<boolean>`(case device.status
    when 'withdrawn' then false
    when 'enrolled' then coalesce((${certificateEnd}) > ${around.now}, true)
    else ${isOpen(around)} and ${hasOneWay} and (${isApple} is false
      or (${sql.lit(isServerFit(around))} and ${isEquipped(around)} and (${comesByDep} is false or ${isListedWell(around)})))
    end)`
}

const isApple = sql`(device.platform in ('ios', 'ipados', 'macos', 'tvos'))`
const comesByDep = sql`(device.serial is not null and (device.dep_method is not null or device.source = 'dep'))`

const isOpen = ({ settings, now }: Surroundings) =>
  settings.checkInExpiryEnforced ? sql`(device.expires_at is null or device.expires_at > ${now})` : sql`true`

const hasOneWay = sql`(case
  when device.dep_method is not distinct from 'Keycode' or device.authentication = 'keycode' then device.code_sealed is not null
  when device.authentication = 'login' or device.user_id is not null then true
  else device.dep_method is not null and device.source <> 'dep' end)`

const isEquipped = (around: Surroundings) =>
  agentFault(around) === null ? sql`true` : sql`not device.agent_install_required`

/** Lists of ids go in as text, since a handful of them is all there is. */
function isListedWell(around: Surroundings): RawBuilder<unknown> {
  const accounts = around.accounts.filter(({ state }) => isAccountWell(state)).map(({ id }) => id)
  const unfit = [...around.profiles.values()].filter((profile) => !isProfileFit(profile, around))
  return sql`coalesce((
    select d.account_id = any(${accounts}::uuid[]) and d.profile_status in ('assigned', 'pushed')
      and (d.profile_uuid is null or (d.account_id, d.profile_uuid) not in (
        select * from unnest(${unfit.map(({ accountId }) => accountId)}::uuid[], ${unfit.map(({ uuid }) => uuid)}::text[])))
      and ${fitsFamily}
      and not exists (select from dep_assignment x where x.dep_device_id = d.id and x.state = 'waiting')
    from (${listedRecord}) as d), false)`
}

const fitsFamily = sql`(case lower(d.family) ${sql.join(
  Object.entries(families).map(
    ([family, kind]) =>
      sql`when ${sql.lit(family)} then device.platform in (${sql.join(fittingPlatforms[kind].map((platform) => sql.lit(platform)))})`,
  ),
  sql` `,
)} else true end)`
