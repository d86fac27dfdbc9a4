import { DepDisownResults } from '../contract/dep-account.ts'
import { DepDevice } from '../contract/dep.ts'
import { findAccount, listUpTo, type Means, type Query } from './dep-lookup.ts'
import { CommandError, table } from './output.ts'

/** The filter of `GET /dep/devices`, as options. */
export type DeviceFilter = {
  account?: string
  profileStatus?: string
  family?: string
  hasProfile?: string
  unassigned?: boolean
  gone?: boolean
  q?: string
}

/** As the server takes it; undefined where nothing was said. The account is named or an id. */
export async function filterOf(
  { client }: Pick<Means, 'client'>,
  { account, hasProfile: profile, profileStatus, family, unassigned, gone, q }: DeviceFilter,
): Promise<Query> {
  const accountId = account === undefined ? undefined : (await findAccount(client, account)).id
  const all = { account: accountId, profile, profileStatus, family, unassigned, gone, q }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

export async function listDepDevices(
  means: Means,
  { limit, ...filter }: DeviceFilter & { limit: number },
): Promise<void> {
  const { client, output } = means
  const query = await filterOf(means, filter)
  const { items, total } = await listUpTo(client, DepDevice, { path: '/dep/devices', query, limit })
  output.result(items, () => {
    const rows = items.map((device) => [
      device.serial,
      device.model,
      device.account,
      device.goneSince ? 'gone' : device.profileStatus,
      device.profileName ?? device.profileUuid,
      device.deviceIdentifier,
      device.assignment?.state === 'assigned' ? null : device.assignment?.message,
    ])
    const head = ['Serial', 'Model', 'Account', 'Profile', 'Profile name', 'Record', 'Waits for']
    const rest = total > items.length ? `\n${total - items.length} more; --limit ${total} shows all.` : ''
    return table(head, rows) + rest
  })
}

/** For good. Exit code 1 when a device was not disowned. */
export async function disownDepDevices(
  { client, output }: Means,
  serials: string[],
  confirm: string | undefined,
): Promise<number> {
  if (serials.length === 0) throw new CommandError('Give --serial or --serials-file', 2)
  if (confirm !== String(serials.length))
    throw new CommandError(
      `${serials.length} ${serials.length === 1 ? 'device' : 'devices'} would leave your organization at Apple for good; nobody can undo it. Nothing was done. If that is meant, give --confirm ${serials.length}.`,
    )
  const answer = await client.call(DepDisownResults, 'POST', '/dep/devices/disown', { serials, confirm })
  output.result(answer, () =>
    table(
      ['Serial', 'Apple', 'Meaning', 'Record'],
      answer.results.map(({ serial, status, message, deviceIdentifier }) => [
        serial,
        status,
        message,
        deviceIdentifier,
      ]),
    ),
  )
  return answer.failed > 0 ? 1 : 0
}
