import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Client } from './client.ts'
import { createDepAccount, listDepAccounts, listExpiring, uploadDepToken } from './dep-account-commands.ts'
import { assignDepProfile } from './dep-assign-commands.ts'
import { disownDepDevices, listDepDevices, type DeviceFilter } from './dep-device-commands.ts'
import { readSerials, type Means } from './dep-lookup.ts'
import { defineDepProfile, listDepProfiles } from './dep-profile-commands.ts'
import { rulesCommand } from './dep-rules-command.ts'
import { reconcileDepAccount, syncDepAccount } from './dep-sync-commands.ts'
import type { Output } from './output.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}
type Dep = Omit<Cli, 'program'> & { dep: Command; means: () => Means }

export function registerDepCommands({ program, ...cli }: Cli): void {
  const dep = program
    .command('dep')
    .description('Apple DEP: accounts, sync, devices, profiles. ACCOUNT is a name or an id')
    .addHelpText('after', '\nExit code: 0 done, 1 Apple or the server did not do all of it, 2 wrong usage.')
  const means = () => ({ client: cli.client(), output: cli.output(), terminal: process.stderr })
  for (const register of [accounts, syncs, devices, profiles, assignments, rules])
    register({ ...cli, dep, means })
}

function accounts({ dep, command, means }: Dep): void {
  command(dep, 'accounts', 'list the accounts and how they are').action(() => listDepAccounts(means()))
  command(dep, 'account-create', 'make an account and write its certificate')
    .alias('create')
    .argument('<name>')
    .option('--certificate <file>', 'where to write the certificate')
    .action((name: string, { certificate }: { certificate?: string }) =>
      createDepAccount(means(), name, certificate),
    )
  command(dep, 'token', 'upload the server token of an account')
    .argument('<account>')
    .argument('<file>', 'the .p7m file from Apple, or the JSON of a decrypted token')
    .option('--other-server', 'the account really moves to another MDM server at Apple')
    .action((account: string, file: string, { otherServer = false }: { otherServer?: boolean }) =>
      uploadDepToken(means(), { account, file, isOtherServer: otherServer }),
    )
  command(dep, 'expiring', 'list what has a lifetime, tokens of accounts among it')
    .addHelpText('after', '\nExit code: 1 when something is over, or soon.')
    .action(async () => {
      process.exitCode = await listExpiring(means())
    })
}

function syncs({ dep, command, means }: Dep): void {
  command(dep, 'sync', 'ask Apple for changes now')
    .argument('<account>')
    .option('--full', 'ask for everything')
    .option('--wait', 'until it is done, with its progress on a terminal')
    .action((account: string, { full = false, wait = false }: { full?: boolean; wait?: boolean }) =>
      syncDepAccount(means(), account, { full, wait }),
    )
  command(dep, 'reconcile', "compare Apple's list with ours, and mend what is safe")
    .argument('<account>')
    .option('--wait', 'until it is done, with its progress on a terminal')
    .addHelpText('after', '\nExit code with --wait: 1 when it failed, or something waits for a decision.')
    .action(async (account: string, { wait = false }: { wait?: boolean }) => {
      process.exitCode = await reconcileDepAccount(means(), account, wait)
    })
}

function devices({ dep, command, means }: Dep): void {
  withFilter(command(dep, 'devices', "list Apple's devices"))
    .option('--gone', 'those that Apple no longer reports')
    .option('--limit <number>', 'how many', wholeNumber, 100)
    .action((options: DeviceFilter & { limit: number }) => listDepDevices(means(), options))
  withSerials(command(dep, 'disown', 'give devices up: your organization loses them at Apple for good'))
    .option('--confirm <number>', 'the number of devices, typed: it cannot be undone')
    .action(async ({ serial, serialsFile, confirm }: Serials & { confirm?: string }) => {
      process.exitCode = await disownDepDevices(means(), readSerials(serial, serialsFile), confirm)
    })
}

function profiles({ dep, command, means }: Dep): void {
  command(dep, 'profiles', 'list the profiles, the latest version of each')
    .option('--account <account>')
    .action((options: { account?: string }) => listDepProfiles(means(), options))
  command(dep, 'profile-define', 'define a profile at Apple')
    .argument('<account>')
    .argument(
      '<file>',
      'JSON in our spelling (profileName) or in Apple\'s (profile_name); "-" is standard input',
    )
    .option('--plan', 'show what would be sent, and send nothing')
    .action((account: string, file: string, { plan = false }: { plan?: boolean }) =>
      defineDepProfile(means(), { account, file, previewOnly: plan }),
    )
}

type AssignOptions = Serials & DeviceFilter & { plan?: boolean; yes?: boolean }

function assignments({ dep, command, means }: Dep): void {
  const act = async (profile: string | null, typed: string[], options: AssignOptions) => {
    const { serial = [], serialsFile, plan = false, yes = false, ...filter } = options
    const serials = readSerials([...typed, ...serial], serialsFile)
    const wish = { profile, serials, filter, planOnly: plan, yes }
    process.exitCode = await assignDepProfile(means(), wish)
  }
  const withChoice = (each: Command) =>
    withFilter(withSerials(each))
      .option('--plan', 'show the numbers, and change nothing')
      .option('--yes', 'also for more than 50 devices')
  withChoice(command(dep, 'assign', 'assign a profile to devices'))
    .argument('<profile>', 'its UUID, id or name')
    .argument('[serials...]')
    .action((profile: string, serials: string[], options: AssignOptions) => act(profile, serials, options))
  withChoice(command(dep, 'remove', 'remove the profile from devices'))
    .argument('[serials...]')
    .action((serials: string[], options: AssignOptions) => act(null, serials, options))
}

type RulesOptions = { file?: string; plan?: boolean; apply?: boolean; overrule?: boolean; yes?: boolean }

function rules({ dep, command, means }: Dep): void {
  command(dep, 'rules', 'show the rules by which new devices get their profile, or replace them')
    .argument('<account>')
    .option(
      '--file <file>',
      'replace them by those in this file, as "muster dep rules ACCOUNT --json" prints them',
    )
    .option('--plan', 'show what they would do, and change nothing')
    .option('--apply', 'also to devices that have a profile')
    .option('--overrule', 'with --apply: also to those for which somebody chose a profile')
    .option('--yes', 'with --apply: also for more than 50 devices')
    .action(async (account: string, { file, ...options }: RulesOptions) => {
      const { plan = false, apply = false, overrule = false, yes = false } = options
      const wish = { account, planOnly: plan, apply, overrule, yes, ...(file === undefined ? {} : { file }) }
      process.exitCode = await rulesCommand(means(), wish)
    })
}

type Serials = { serial?: string[]; serialsFile?: string }

const withSerials = (each: Command): Command =>
  each
    .option('--serial <serial...>', 'these devices')
    .option(
      '--serials-file <file>',
      'those in a file: one on a line, or a list of JSON; "-" is standard input',
    )

/** As `GET /api/v1/dep/devices` has them. */
const withFilter = (each: Command): Command =>
  each
    .option('--account <account>', 'devices of this account')
    .addOption(new Option('--profile-status <status>').choices(['empty', 'assigned', 'pushed', 'removed']))
    .option('--family <family>', 'iPhone, iPad, Mac, AppleTV ...')
    .option('--has-profile <profile>', 'devices that have it, or are to get it: id or UUID')
    .option('--unassigned', 'devices that have no profile')
    .option('--q <text>', 'devices that a search for this text finds')

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number.')
  return Number(text)
}
