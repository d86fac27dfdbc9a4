import type { Command } from 'commander'
import { z } from 'zod'
import { BulkConfiguration, BulkConfigurationAnswer } from '../contract/bulk-configuration.ts'
import { BulkEnrollment, tokenDays } from '../contract/bulk-enrollment.ts'
import { page } from '../contract/common.ts'
import { registerBulkChanges } from './bulk-change-commands.ts'
import { bulkText, configurationText } from './bulk-text.ts'
import { findBulk, gather, registerBulkDevices, wholeNumber } from './bulk-device-commands.ts'
import type { Client } from './client.ts'
import { CommandError, table, type Output } from './output.ts'
import { readBytes } from './read-bytes.ts'
import { saveTo } from './save-to.ts'

export type BulkCli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

export function registerBulkCommands(cli: BulkCli): void {
  const { program, command, client, output } = cli
  const bulk = program.command('bulk').description('lists of Android devices that enroll with one QR code')
  const named = (verb: string, description: string) =>
    command(bulk, `${verb} <bulk>`, description).addHelpText('after', '\n<bulk> is its name or its id.')

  command(bulk, 'list', 'bulk enrollments, newest first')
    .option('--search <text>', 'in names and descriptions')
    .action(async ({ search }: { search?: string }) => listBulks(client(), output(), search))
  command(bulk, 'create <name>', 'add a bulk enrollment')
    .option('--description <text>')
    .option('--without-token', 'custom attributes by the identifiers alone, without token')
    .option('--user <name>', 'whose the devices are')
    .option(
      '--days <number>',
      `how long its token holds: ${tokenDays.least} to ${tokenDays.most}`,
      wholeNumber,
    )
    .option(
      '--default <name=value>',
      'a custom attribute where the list says nothing; repeatable',
      gather,
      {},
    )
    .option('--follow-list', 'later lists change the custom attributes of enrolled devices, too')
    .action(async (name: string, options: NewOptions) => createBulk(client(), output(), name, options))
  named('show', 'one bulk enrollment, its token and what is wrong with its code').action(
    async (key: string) => showBulk(client(), output(), key),
  )
  named('delete', 'delete a bulk enrollment; enrolled devices stay')
    .option('--devices <what>', 'what becomes of those that wait: keep or delete', 'keep')
    .option('--yes', 'although codes that were printed stop')
    .action(async (key: string, options: DeleteOptions) => deleteBulk(client(), output(), key, options))
  named('configure', 'set its configuration, as the API takes it, in JSON')
    .argument('<file>')
    .option('--check', 'only say what is wrong with it and how large its code would be')
    .action(async (key: string, file: string, { check }: { check?: true }) =>
      check ? checkFile(client(), output(), key, file) : configure(client(), output(), key, file),
    )
  named('qr', 'write its QR code, or what is in it')
    .requiredOption('--out <file>', 'a name that ends in .svg, .png or .json')
    .action(async (key: string, { out }: { out: string }) => writeCode(client(), output(), key, out))
  registerToken(cli, bulk)
  registerBulkDevices(cli, named)
  registerBulkChanges(cli, named)
}

function registerToken({ command, client, output }: BulkCli, bulk: Command): void {
  const token = bulk.command('token').description('the token of a bulk enrollment')
  command(token, 'refresh <bulk>', 'make a new token; codes that were printed stop at once').action(
    async (key: string) => changeToken(client(), output(), key, 'refresh'),
  )
  command(token, 'extend <bulk>', 'let the token end so many days from now')
    .argument(
      '<days>',
      `${tokenDays.least} to ${tokenDays.most}; fewer than it has left shorten it`,
      wholeNumber,
    )
    .action(async (key: string, days: number) => changeToken(client(), output(), key, 'extend', { days }))
}

async function listBulks(client: Client, output: Output, search: string | undefined): Promise<void> {
  const query = new URLSearchParams({ limit: '500', ...(search ? { q: search } : {}) })
  const found = await client.call(page(BulkEnrollment), 'GET', `/bulk-enrollments?${query.toString()}`)
  output.result(found, () =>
    table(
      ['Name', 'Type', 'Devices', 'Waiting', 'User', 'Token', 'Until'],
      found.items.map((each) => [
        each.name,
        each.type,
        each.deviceCount,
        each.waitingCount,
        each.userName,
        each.tokenState,
        each.tokenExpiresAt?.slice(0, 10),
      ]),
    ),
  )
}

type NewOptions = {
  description?: string
  withoutToken?: true
  user?: string
  days?: number
  default: Record<string, string>
  followList?: true
}

async function createBulk(client: Client, output: Output, name: string, options: NewOptions): Promise<void> {
  const { description, withoutToken = false, user, days, followList = false } = options
  const made = await client.call(BulkEnrollment, 'POST', '/bulk-enrollments', {
    name,
    withoutToken,
    defaultAttributes: options.default,
    attributesFollowList: followList,
    ...(description === undefined ? {} : { description }),
    ...(user === undefined ? {} : { userName: user }),
    ...(days === undefined ? {} : { expiresInDays: days }),
  })
  output.result(made, () => bulkText(made))
}

async function showBulk(client: Client, output: Output, key: string): Promise<void> {
  const bulk = await findBulk(client, key)
  const configured = await client.call(
    BulkConfigurationAnswer,
    'GET',
    `/bulk-enrollments/${bulk.id}/configuration`,
  )
  output.result({ ...bulk, ...configured }, () => `${bulkText(bulk)}\n${configurationText(configured)}`)
}

type DeleteOptions = { devices: string; yes?: true }

async function deleteBulk(client: Client, output: Output, key: string, { devices, yes }: DeleteOptions) {
  if (devices !== 'keep' && devices !== 'delete') throw new CommandError('--devices is keep or delete', 2)
  const { id, name, deviceCount, waitingCount } = await findBulk(client, key)
  if (deviceCount > 0 && !yes)
    throw new CommandError(
      `“${name}” has ${deviceCount} devices; ${waitingCount} have not enrolled yet (--devices ${devices}). Its codes stop. Repeat with --yes.`,
    )
  await client.call(z.null(), 'DELETE', `/bulk-enrollments/${id}?devices=${devices}`)
  output.result({ id, name }, () => `Deleted “${name}”`)
}

async function changeToken(
  client: Client,
  output: Output,
  key: string,
  act: 'refresh' | 'extend',
  body?: { days: number },
): Promise<void> {
  const { id } = await findBulk(client, key)
  const bulk = await client.call(BulkEnrollment, 'POST', `/bulk-enrollments/${id}/token/${act}`, body)
  output.result(bulk, () => bulkText(bulk))
}

async function configure(client: Client, output: Output, key: string, file: string): Promise<void> {
  const wanted = readConfiguration(file)
  const { id } = await findBulk(client, key)
  const path = `/bulk-enrollments/${id}/configuration`
  const answer = await client.call(BulkConfigurationAnswer, 'PUT', path, wanted)
  output.result(answer, () => configurationText(answer))
}

/** Exit code 1 when no code could be drawn, so that a script can ask before it changes anything. */
async function checkFile(client: Client, output: Output, key: string, file: string): Promise<void> {
  const wanted = readConfiguration(file)
  const { id } = await findBulk(client, key)
  const path = `/bulk-enrollments/${id}/configuration/check`
  const answer = await client.call(BulkConfigurationAnswer, 'POST', path, wanted)
  output.result(answer, () => configurationText(answer))
  if (answer.findings.some(({ severity }) => severity === 'error')) process.exitCode = 1
}

function readConfiguration(file: string): BulkConfiguration {
  const wanted = BulkConfiguration.safeParse(parse(file))
  if (wanted.success) return wanted.data
  const faults = wanted.error.issues.map((issue) => `${issue.path.join('.') || 'it'} ${issue.message}`)
  throw new CommandError(`${file} is no configuration: ${faults.join('; ')}`, 2)
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readBytes(file).toString('utf8'))
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${file} is not JSON`, 2)
  }
}

/** The file holds the token: it is for its owner only. */
async function writeCode(client: Client, output: Output, key: string, out: string): Promise<void> {
  const kind = /\.(svg|png|json)$/.exec(out)?.[1]
  if (!kind) throw new CommandError('--out ends in .svg, .png or .json', 2)
  const { id, name } = await findBulk(client, key)
  await saveTo(out, await client.bytes(`/bulk-enrollments/${id}/qr.${kind}`), { isSecret: true })
  output.result({ id, name, file: out }, () => `Wrote ${out}. It holds the token of “${name}”.`)
}
