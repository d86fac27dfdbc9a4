import { InvalidArgumentError, Option, type Command } from 'commander'
import type { GivenMapping } from '../contract/import.ts'
import type { Client } from './client.ts'
import { exportCommand } from './export-command.ts'
import { listImports, undoImport } from './history-commands.ts'
import { importCommand } from './import-command.ts'
import type { Output } from './output.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

export function registerImportCommands(cli: Cli): void {
  registerImport(cli)
  registerHistory(cli)
  registerExports(cli)
}

/** `Column=field`, `Column=` (not imported), `#3=field` by position; a column may have `=` in its name, a field has none. */
export function readMapping(text: string, given: GivenMapping = []): GivenMapping {
  const at = text.lastIndexOf('=')
  const column = text.slice(0, Math.max(at, 0)).trim()
  if (column === '') throw new InvalidArgumentError('Write "Column=field", or "Column=" to leave it out.')
  const field = text.slice(at + 1).trim() || null
  const [, position] = /^#([1-9]\d{0,2})$/.exec(column) ?? []
  return [...given, position ? { index: Number(position) - 1, field } : { column, field }]
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.')
  return Number(text)
}

type ImportOptions = {
  plan?: boolean
  dryRun?: boolean
  apply?: boolean
  format?: string
  map: GivenMapping
  onReject: 'skip' | 'abort'
  mail: 'changed' | 'all' | 'none'
  confirmClears?: number
  encoding?: string
  delimiter?: string
  strict?: boolean
  usersOnly?: boolean
  existingUsers?: 'replace' | 'skip'
  domain?: string
  platform?: string
  rejects?: string
}

function registerImport({ program, command, client, output }: Cli): void {
  command(program, 'import', 'plan a CSV of devices and users, and apply it')
    .argument('<file>')
    .addOption(new Option('--plan', 'show the plan and change nothing').conflicts('apply'))
    .addOption(new Option('--dry-run', 'the same as --plan').conflicts('apply'))
    .option('--apply', 'plan and apply; this is what happens without --plan')
    .option('--format <id>', 'the format, when it is not recognized')
    .addOption(
      new Option(
        '--map <column=field>',
        'where a column goes; "Column=" leaves it out, "#3=serial" is by position',
      )
        .argParser(readMapping)
        .default([], 'as recognized'),
    )
    .addOption(
      new Option('--on-reject <what>', 'when rows are rejected').choices(['abort', 'skip']).default('abort'),
    )
    .addOption(
      new Option('--mail <which>', 'which check-in mails go out')
        .choices(['changed', 'all', 'none'])
        .default('changed'),
    )
    .option('--confirm-clears <number>', 'how many cells may lose their value', wholeNumber)
    .option('--encoding <name>', 'the encoding, when it is not certain')
    .option('--delimiter <character>', 'the delimiter (or "tab"), when it is not recognized')
    .option('--strict', 'refuse what would otherwise be proposed: misspelled columns and values')
    .option('--users-only', 'import the users of the file and leave its devices out')
    .addOption(
      new Option('--existing-users <what>', 'what happens to users that exist').choices(['replace', 'skip']),
    )
    .option('--domain <name>', 'the mail domain whose people have plain user names')
    .option('--platform <platform>', 'what new devices are where the file does not say')
    .option('--rejects <file>', 'write the rejected rows to a file, to correct and import it')
    .addHelpText('after', '\nExit code: 0 done, 1 rows were rejected or nothing was done, 2 wrong usage.')
    .action(async (file: string, options: ImportOptions) => {
      const means = { client: client(), output: output(), terminal: process.stderr }
      process.exitCode = await importCommand(means, toCommand(file, options))
    })
}

function toCommand(file: string, given: ImportOptions) {
  const { plan, dryRun, format, encoding, delimiter, map, rejects } = given
  const { onReject, mail, confirmClears, strict, usersOnly, existingUsers, domain, platform } = given
  return {
    file,
    planOnly: Boolean(plan ?? dryRun),
    fields: { format, encoding, delimiter },
    mapping: map,
    options: {
      ...(strict ? { strict } : {}),
      ...(usersOnly ? { preEnroll: false } : {}),
      ...(existingUsers ? { existingUsers } : {}),
      ...(domain === undefined ? {} : { domain }),
      ...(platform ? { platform } : {}),
    },
    apply: { onReject, mail, ...(confirmClears === undefined ? {} : { confirmClears }) },
    rejectsFile: rejects,
  }
}

function registerHistory({ program, command, client, output }: Cli): void {
  command(program, 'imports', 'list the newest imports')
    .option('--limit <number>', 'how many', wholeNumber, 20)
    .action(({ limit }: { limit: number }) => listImports(client(), output(), limit))
  command(program, 'import-undo', 'put back what an import changed')
    .argument('<id>', 'its id, from "muster imports"')
    .option('--plan', 'show what would be put back and change nothing')
    .action((id: string, { plan = false }: { plan?: boolean }) =>
      undoImport({ client: client(), output: output(), terminal: process.stderr }, { id, planOnly: plan }),
    )
}

type ExportOptions = { out?: string; codes?: boolean; plain?: boolean } & Record<
  'q' | 'status' | 'platform' | 'source' | 'group' | 'tag' | 'user' | 'depAccount' | 'users' | 'organization',
  string | undefined
>

function registerExports({ program, command, client, output }: Cli): void {
  const exports = program.command('export').description('write CSV files that import as unchanged')
  const run =
    (what: 'devices' | 'users') =>
    ({ out, codes, plain, ...filters }: ExportOptions) =>
      exportCommand(client(), output(), {
        what,
        out,
        query: {
          ...filters,
          json: undefined,
          codes: codes ? 'true' : undefined,
          plain: plain ? 'true' : undefined,
        },
      })
  command(exports, 'devices', 'one row per device; without withdrawn ones unless --status asks for them')
    .option('--out <file>', 'where to write; standard output when left out')
    .option('--codes', 'with the check-in codes; needs the permission device.code:read')
    .option('--plain', 'without the guards for spreadsheets, for scripts')
    .addOption(
      new Option('--users <how>', 'the columns of the user: with leaves devices without one out').choices([
        'auto',
        'with',
        'without',
      ]),
    )
    .option('--q <text>', 'only devices that a search for this text finds')
    .option('--status <status>', 'enrolling, expired, enrolled, withdrawn or pre-enrolled')
    .option('--platform <platform>')
    .option('--source <source>')
    .option('--group <name>')
    .option('--tag <name>')
    .option('--user <name>')
    .option('--dep-account <name>')
    .action(run('devices'))
  command(exports, 'users', 'one row per user')
    .option('--out <file>', 'where to write; standard output when left out')
    .option('--plain', 'without the guards for spreadsheets, for scripts')
    .option('--q <text>', 'only users that a search for this text finds')
    .option('--organization <name>')
    .action(run('users'))
}
