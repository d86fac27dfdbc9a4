import { z } from 'zod'
import {
  AssignmentRule,
  AssignmentRules,
  AssignmentRulesPreview,
  DepAssignmentRun,
  RuleFallback,
  type NewAssignmentRules,
} from '../contract/dep-assignment.ts'
import { runText } from './dep-assign-commands.ts'
import { findAccount, readJson, readText, type Means } from './dep-lookup.ts'
import { follow } from './dep-sync-commands.ts'
import { CommandError, table } from './output.ts'

export type RulesCommand = {
  account: string
  /** A file of JSON, as `--json` prints them. */
  file?: string
  planOnly: boolean
  apply: boolean
  overrule: boolean
  yes: boolean
}

/** What `--json` prints may come back: the members that the server adds to it are left out. */
const RulesFile = z.object({
  rules: z.array(z.object(AssignmentRule.shape)),
  fallback: RuleFallback.default('default-profile'),
})

/** Shows an account's assignment rules; with a file, replaces them; with `apply`, gives existing devices what they say. */
export async function rulesCommand(means: Means, command: RulesCommand): Promise<number> {
  const { client, output } = means
  const { id } = await findAccount(client, command.account)
  const address = `/dep/accounts/${id}/assignment-rules`
  const current = await client.call(AssignmentRules, 'GET', address)
  const wanted =
    command.file === undefined ? undefined : readJson(RulesFile, readText(command.file), command.file)
  if (!wanted && !command.apply && !command.planOnly) {
    output.result(current, () => rulesText(current))
    return 0
  }
  const body = wanted ?? RulesFile.parse(current)
  const preview = await client.call(AssignmentRulesPreview, 'POST', `${address}/preview`, body)
  if (!output.json) output.print(previewText(body, preview))
  if (command.planOnly) {
    if (output.json) output.result(preview, () => '')
    return 0
  }
  const saved = wanted ? await client.call(AssignmentRules, 'PUT', address, wanted) : current
  if (wanted && !output.json) output.print('The rules are saved; new devices get their profile by them.')
  if (!command.apply) {
    if (output.json) output.result(saved, () => '')
    return 0
  }
  return apply(means, { address, changes: preview.changes, ...command })
}

type Apply = Pick<RulesCommand, 'yes' | 'overrule'> & { address: string; changes: number }

async function apply(means: Means, { address, changes, yes, overrule }: Apply): Promise<number> {
  const { client, output } = means
  if (changes > 50 && !yes)
    throw new CommandError('No device was changed: for more than 50 devices give --yes.')
  const started = await client.call(DepAssignmentRun, 'POST', `${address}/apply`, { keepByHand: !overrule })
  const read = () => client.call(DepAssignmentRun, 'GET', `/dep/assignment-runs/${started.id}`)
  const run = await follow(means, started, { read, line: ({ done, total }) => `${done} of ${total} done` })
  output.result(run, () => runText(run))
  return run.done + run.superseded < run.total ? 1 : 0
}

function rulesText({ rules, fallback, defaultProfile }: AssignmentRules): string {
  const profileOf = (profile: { name: string; version: number } | null) =>
    profile ? `${profile.name} (version ${profile.version})` : 'no profile'
  const rows = rules.map(({ name, conditions, profile }, index) => [
    index + 1,
    name,
    conditions.map(({ field, operator, values }) => `${field} ${operator} ${values.join('|')}`).join(', '),
    profileOf(profile),
  ])
  const last = fallback === 'none' ? 'no profile' : profileOf(defaultProfile)
  return table(['', 'Rule', 'Conditions', 'Profile'], [...rows, ['', 'otherwise', '', last]])
}

function previewText({ rules }: NewAssignmentRules, preview: AssignmentRulesPreview): string {
  const rows = preview.rules.map(({ matches, changes }, index) => [rules[index]?.name, matches, changes])
  const { matches, changes } = preview.fallback
  const numbers = table(['Rule', 'Devices', 'Would change'], [...rows, ['otherwise', matches, changes]])
  const kept = preview.byHand > 0 ? `; ${preview.byHand} have another profile by hand and keep it` : ''
  return `${numbers}\n${preview.changes} of ${preview.devices} devices would change, in ${preview.calls} calls to Apple${kept}.`
}
