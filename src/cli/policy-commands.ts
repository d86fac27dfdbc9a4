import path from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { PolicyContent, policyKinds, type PolicyKind } from '../contract/policy-content.ts'
import { ProfileReading } from '../contract/policy-file.ts'
import { PoliciesRetried, Policy, PolicyDevice } from '../contract/policy.ts'
import type { Client } from './client.ts'
import { CommandError, table, type Output } from './output.ts'
import { policyText, profileText } from './policy-text.ts'
import { readBytes } from './read-bytes.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

type Who = { group?: string[]; template?: string[] }

export function registerPolicyCommands({ program, command, client, output }: Cli): void {
  const policy = program.command('policy').description('what devices get: configuration, restrictions, apps')
  const named = (verb: string, description: string) =>
    command(policy, `${verb} <policy>`, description).addHelpText('after', '\n<policy> is its name or its id.')
  const forWhom = (verb: string, description: string) =>
    named(verb, description)
      .option('--group <name>', 'a group; may be repeated', collect)
      .option('--template <name>', 'a template; may be repeated', collect)

  command(policy, 'list', 'policies, with the numbers of devices')
    .option('--kind <kind>', policyKinds.join(', '))
    .option('--group <name>', 'of one group')
    .option('--template <name>', 'of one template')
    .action(async (filters: Record<string, string>) => listPolicies(client(), output(), filters))
  named('show', 'one policy, and what is in an uploaded profile').action(async (key: string) =>
    showPolicy(client(), output(), key),
  )
  named('devices', 'who has a policy, and how far it is there')
    .option('--state <state>', 'pending, installed, failed, removing, removed or not-applicable')
    .action(async (key: string, { state }: { state?: string }) => listDevices(client(), output(), key, state))
  forWhom('create', 'add a policy; <policy> is its name')
    .option('--file <file>', 'a .mobileconfig')
    .option('--content <file>', 'the content as the API takes it, in JSON')
    .option('--description <text>')
    .action(async (name: string, options: NewOptions) => createPolicy(client(), output(), name, options))
  forWhom('assign', 'give a policy to groups and templates too').action(async (key: string, who: Who) =>
    changeWho(client(), output(), key, (now, named) => [...new Set([...now, ...named])], who),
  )
  forWhom('unassign', 'take a policy from groups and templates').action(async (key: string, who: Who) =>
    changeWho(client(), output(), key, (now, named) => now.filter((name) => !named.includes(name)), who),
  )
  named('retry', 'send again what failed').action(async (key: string) => retry(client(), output(), key))
  named('delete', 'delete a policy; enrolled devices give it up')
    .option('--yes', 'although devices have it')
    .action(async (key: string, { yes = false }: { yes?: boolean }) =>
      deletePolicy(client(), output(), key, yes),
    )
}

const collect = (value: string, before: string[] = []) => [...before, value]

const addressOf = (key: string): string =>
  `/policies/${z.uuid().safeParse(key).success ? key : `name:${encodeURIComponent(key)}`}`

const find = (client: Client, key: string): Promise<Policy> => client.call(Policy, 'GET', addressOf(key))

async function listPolicies(client: Client, output: Output, filters: Record<string, string>): Promise<void> {
  const { kind, group, template } = filters
  const query = Object.entries({ kind, group, template }).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams([['limit', '500'], ...(query as [string, string][])])
  const found = await client.call(page(Policy), 'GET', `/policies?${search.toString()}`)
  output.result(found, () =>
    table(
      ['Name', 'Kind', 'Given to', 'Devices', 'Installed', 'On its way', 'Failed'],
      found.items.map((each) => [
        each.name,
        each.kind,
        [...each.groups, ...each.templates].join(', '),
        each.devices.given,
        each.devices.installed,
        each.devices.pending,
        each.devices.failed,
      ]),
    ),
  )
}

async function showPolicy(client: Client, output: Output, key: string): Promise<void> {
  const policy = await find(client, key)
  const profile =
    policy.kind === 'configuration-profile'
      ? await client.call(ProfileReading, 'GET', `/policies/${policy.id}/profile`)
      : undefined
  output.result(profile ? { ...policy, profile } : policy, () =>
    [policyText(policy), ...(profile ? ['', profileText(profile)] : [])].join('\n'),
  )
}

async function listDevices(client: Client, output: Output, key: string, state?: string): Promise<void> {
  const { id } = await find(client, key)
  const search = new URLSearchParams({ limit: '500', ...(state === undefined ? {} : { state }) })
  const found = await client.call(page(PolicyDevice), 'GET', `/policies/${id}/devices?${search.toString()}`)
  output.result(found, () =>
    table(
      ['Device', 'State', 'Version', 'What it said'],
      found.items.map((each) => [each.device.identifier, each.state, each.installedVersion, each.error]),
    ),
  )
}

type NewOptions = Who & { file?: string; content?: string; description?: string }

async function createPolicy(client: Client, output: Output, name: string, options: NewOptions) {
  const { file, content, description, group = [], template = [] } = options
  if ((file === undefined) === (content === undefined))
    throw new CommandError('Give either --file with a .mobileconfig or --content with JSON', 2)
  const body = {
    name,
    ...(description === undefined ? {} : { description }),
    groups: group,
    templates: template,
    content: file === undefined ? contentIn(content ?? '') : profileIn(file),
  }
  const policy = await client.call(Policy, 'POST', '/policies', body)
  output.result(policy, () => policyText(policy))
}

const profileIn = (file: string) => ({
  kind: 'configuration-profile' satisfies PolicyKind,
  fileName: path.basename(file),
  bytes: readBytes(file).toString('base64'),
})

function contentIn(file: string): PolicyContent {
  const { success, data, error } = PolicyContent.safeParse(parse(file))
  if (success) return data
  const faults = error.issues.map((issue) => `${issue.path.join('.') || 'content'} ${issue.message}`)
  throw new CommandError(`${file} is no content of a policy: ${faults.join('; ')}`, 2)
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readBytes(file).toString('utf8'))
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${file} is not JSON`, 2)
  }
}

type Merge = (now: string[], named: string[]) => string[]

async function changeWho(client: Client, output: Output, key: string, merge: Merge, who: Who) {
  const { group = [], template = [] } = who
  if (group.length + template.length === 0) throw new CommandError('Name a --group or a --template', 2)
  const before = await find(client, key)
  const policy = await client.call(Policy, 'PATCH', `/policies/${before.id}`, {
    groups: merge(before.groups, group),
    templates: merge(before.templates, template),
  })
  output.result(policy, () => policyText(policy))
}

async function retry(client: Client, output: Output, key: string): Promise<void> {
  const { id } = await find(client, key)
  const answer = await client.call(PoliciesRetried, 'POST', `/policies/${id}/retry`)
  output.result(answer, () => `Tried again on ${answer.retried} devices`)
}

async function deletePolicy(client: Client, output: Output, key: string, yes: boolean): Promise<void> {
  const { id, name, devices } = await find(client, key)
  if (devices.given > 0 && !yes)
    throw new CommandError(`${devices.given} devices have “${name}” or are to get it. Repeat with --yes.`)
  await client.call(z.null(), 'DELETE', `/policies/${id}?confirm=${devices.given}`)
  output.result({ id, name, devices: devices.given }, () => `Deleted “${name}”`)
}
