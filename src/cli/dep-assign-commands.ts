import { z } from 'zod'
import { DepAssignmentRun, DepAssignPreview } from '../contract/dep-assignment.ts'
import { DepResults } from '../contract/dep.ts'
import { filterOf, type DeviceFilter } from './dep-device-commands.ts'
import { minute, profileKey, type Means } from './dep-lookup.ts'
import { follow } from './dep-sync-commands.ts'
import { CommandError, table } from './output.ts'

/** So many devices may be changed without a word. */
const unasked = 50

export type AssignCommand = {
  /** Null removes. */
  profile: string | null
  serials: string[]
  filter: DeviceFilter
  planOnly: boolean
  yes: boolean
}

/** Counts, tells, and then does it. Exit code 1 when Apple did not do it for a device, or nothing was done. */
export async function assignDepProfile(means: Means, command: AssignCommand): Promise<number> {
  const { client, output } = means
  const target = await targetOf(means, command)
  const address = await addressOf(means, command)
  const preview = await client.call(DepAssignPreview, 'POST', address.preview, target)
  if (!output.json) output.print(previewText(preview, command))
  if (command.planOnly) {
    if (output.json) output.result(preview, () => '')
    return 0
  }
  const many = preview.asked.count > unasked && !command.yes
  if (many) throw new CommandError(`Nothing was changed: for more than ${unasked} devices give --yes.`)
  const answer = await client.call(z.union([DepResults, DepAssignmentRun]), 'POST', address.act, target)
  return 'results' in answer ? tellResults(means, answer) : tellRun(means, answer)
}

async function targetOf(means: Means, { serials, filter }: AssignCommand) {
  const query = await filterOf(means, filter)
  const hasFilter = Object.keys(query).length > 0
  if (serials.length > 0 && hasFilter) throw new CommandError('Give either serial numbers or a filter', 2)
  if (serials.length === 0 && !hasFilter)
    throw new CommandError('Say which devices: --serial, --serials-file, or a filter such as --account', 2)
  return serials.length > 0 ? { serials } : { filter: query }
}

async function addressOf({ client }: Means, { profile, filter }: AssignCommand) {
  if (profile === null) return { act: '/dep/profiles/remove', preview: '/dep/profiles/remove-preview' }
  const key = encodeURIComponent(await profileKey(client, profile, filter.account))
  return { act: `/dep/profiles/${key}/assign`, preview: `/dep/profiles/${key}/assign-preview` }
}

function previewText(preview: DepAssignPreview, { profile }: AssignCommand): string {
  const { matched, asked, settled, throttled, limited, otherAccount, gone, unknown, pushed, replaced } =
    preview
  const what = preview.profile ? `"${preview.profile.name}" (${preview.profile.account})` : 'no profile'
  const counts: [number, string][] = [
    [settled.count, profile === null ? 'have none already' : 'have it already'],
    [throttled.count, `wait until ${minute(preview.throttledUntil)}, as Apple asked`],
    [limited.count, `wait until ${minute(preview.limitedUntil)}, as they were assigned often today`],
    [otherAccount.count, 'belong to another account and are left out'],
    [gone.count, 'are no longer reported by Apple and are left out'],
    [unknown.count, 'are in no account here'],
    [replaced.count, 'of those that Apple is asked for have another profile now'],
    [pushed.count, 'of them are activated and keep what they have until they are erased'],
  ]
  return [
    `${matched} devices, ${what}: Apple is asked for ${asked.count}, in ${preview.calls} calls`,
    ...counts.flatMap(([count, text]) => (count > 0 ? [`  ${count} ${text}`] : [])),
  ].join('\n')
}

function tellResults({ output }: Means, answer: DepResults): number {
  output.result(answer, () => {
    const rows = answer.results.map(({ serial, status, message }) => [serial, status, message])
    return rows.length <= unasked
      ? table(['Serial', 'Apple', 'Meaning'], rows)
      : [
          `${answer.succeeded} done, ${answer.failed} not.`,
          ...rows.flatMap(([serial, status, message]) =>
            status === 'SUCCESS' ? [] : [`${serial}  ${status}  ${message}`],
          ),
        ].join('\n')
  })
  return answer.failed > 0 ? 1 : 0
}

async function tellRun(means: Means, started: DepAssignmentRun): Promise<number> {
  const read = () => means.client.call(DepAssignmentRun, 'GET', `/dep/assignment-runs/${started.id}`)
  const line = ({ done, total, isLookingUp }: DepAssignmentRun) =>
    isLookingUp ? `${total} devices found so far` : `${done} of ${total} done`
  const run = await follow(means, started, { read, line })
  means.output.result(run, () => runText(run))
  return run.done + run.superseded < run.total ? 1 : 0
}

export function runText({
  total,
  done,
  settled,
  leftOut,
  failed,
  throttled,
  retrying,
  limited,
}: DepAssignmentRun): string {
  const counts: [number, string][] = [
    [settled, 'had it already'],
    [leftOut, 'left out'],
    [failed, 'failed'],
    [throttled, 'wait as Apple asked'],
    [retrying, 'are tried again'],
    [limited, 'wait as they were assigned often today'],
  ]
  const rest = counts.flatMap(([count, text]) => (count > 0 ? [`${count} ${text}`] : []))
  return [`${done} of ${total} done`, ...rest].join(', ')
}
