import { text as readAll } from 'node:stream/consumers'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { createClient } from './cli/client.ts'
import { CommandError, createOutput, type Output } from './cli/output.ts'
import { addDeviceLanes } from './cli/device-lanes.ts'
import { registerBulkCommands } from './cli/bulk-commands.ts'
import { registerDeviceCommands } from './cli/device-commands.ts'
import { registerGoogleCommands } from './cli/google-commands.ts'
import { registerDepCommands } from './cli/register-dep-commands.ts'
import { registerHostedAgentCommands } from './cli/hosted-agent-commands.ts'
import { registerImportCommands } from './cli/register-import-commands.ts'
import { registerAndroidSimulator } from './cli/register-android-simulator.ts'
import { registerHeadwindSimulator } from './cli/register-headwind-simulator.ts'
import { registerGoogleSimulator } from './cli/register-google-simulator.ts'
import { registerLoadCommand } from './cli/register-load-command.ts'
import { registerPolicyCommands } from './cli/policy-commands.ts'
import { registerPushCommands } from './cli/push-commands.ts'
import { registerRequestCommands } from './cli/request-commands.ts'
import { registerUserCommands } from './cli/user-commands.ts'
import { apnsPortalHelp } from './simulator/apns/portal-help.ts'
import { portalHelp } from './simulator/apple/portal-help.ts'
import type { Lanes } from './simulator/lanes.ts'

const { env } = process

// The server and the simulators are loaded when they are wanted: a command that talks to a server starts three times as fast.
const serving = () => import('./serve.ts')
const databaseCommands = () => import('./cli/database-commands.ts')
const simulators = () => import('./cli/simulate-commands.ts')

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.')
  return Number(text)
}

const program = new Command('muster')
  .description(
    'Gets every device of an organization enrolled. Commands talk to a running server by MUSTER_URL and MUSTER_TOKEN; serve, migrate, admin and api-token use the database of the environment.',
  )
  .option('--json', 'answer as JSON')
  .showHelpAfterError('(muster --help shows what there is)')
  .exitOverride()

const output = (): Output => createOutput(Boolean(program.opts()['json']))

function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'answer as JSON')
    .hook('preAction', (_program, action) => {
      if (action.opts()['json']) program.setOptionValue('json', true)
    })
}

command(program, 'serve', 'run the server')
  .addOption(
    new Option('--role <role>', 'what this process does').choices(['all', 'web', 'worker']).default('all'),
  )
  .action(async ({ role }: { role: 'all' | 'web' | 'worker' }) => (await serving()).runServer(env, role))
command(program, 'migrate', 'bring the database up to date').action(async () =>
  (await databaseCommands()).migrateCommand(env, output()),
)
command(program, 'demo', 'show the main job from end to end with simulators')
  .option('--exit', 'end after the table, with exit code 0 only if everything came out as expected')
  .action(async ({ exit = false }: { exit?: boolean }) => {
    const { runDemo } = await import('./demo/demo.ts')
    await runDemo({ exit })
  })

const admin = program.command('admin').description('admins of this installation')
command(admin, 'create', 'add an admin; the password is read from standard input')
  .requiredOption('--username <name>')
  .option('--display-name <name>')
  .option('--role <role>', 'what the admin may do', 'Administrator')
  .requiredOption('--password-stdin', 'read the password from standard input')
  .action(
    async ({ username, displayName, role }: { username: string; displayName?: string; role: string }) => {
      const password = (await readAll(process.stdin)).replace(/\r?\n$/, '')
      const { createAdminCommand } = await databaseCommands()
      await createAdminCommand(env, output(), {
        username,
        role,
        password,
        ...(displayName ? { displayName } : {}),
      })
    },
  )

const apiToken = program.command('api-token').description('API tokens of this installation')
command(apiToken, 'create', 'make an API token and print it')
  .requiredOption('--name <name>')
  .option('--role <role>', 'what the token may do', 'Administrator')
  .action(async (options: { name: string; role: string }) =>
    (await databaseCommands()).createApiTokenCommand(env, output(), options),
  )

registerImportCommands({ program, command, client: () => createClient(env), output })

registerDepCommands({ program, command, client: () => createClient(env), output })

registerDeviceCommands({ program, command, client: () => createClient(env), output })

registerPolicyCommands({ program, command, client: () => createClient(env), output })

registerBulkCommands({ program, command, client: () => createClient(env), output })

registerGoogleCommands({ program, command, client: () => createClient(env), output })

registerHostedAgentCommands({ program, command, client: () => createClient(env), output })

registerPushCommands({ program, command, client: () => createClient(env), output })

registerRequestCommands({ program, command, client: () => createClient(env), output })

const readInput = () => readAll(process.stdin)
registerUserCommands({ program, command, client: () => createClient(env), output, readInput })

const simulate = program.command('simulate').description('play Apple, Google, a device, or a mail server')
type AppleOptions = {
  port?: number
  host?: string
  devices?: number
  devicesFile?: string
  faults?: string
  rules?: string
  oauth?: 'strict' | 'lenient' | 'any'
  state?: string
  deviceCa?: string
}
command(simulate, 'apple', "Apple's DEP service and portal; prints one line of JSON with its address")
  .option('--port <number>', 'the port; any free one when left out', wholeNumber)
  .option('--host <address>', 'the address to listen on')
  .option('--devices <number>', 'how many made-up devices it knows', wholeNumber)
  .option('--devices-file <file>', 'a JSON list of devices, or a serial number on each line')
  .option('--faults <json>', 'the fault script, or a file with it')
  .option('--rules <json>', 'how strict it is, or a file with it')
  .addOption(
    new Option('--oauth <check>', 'how the header of GET /session is checked (strict when left out)').choices(
      ['strict', 'lenient', 'any'],
    ),
  )
  .option('--state <file>', 'keep the state in this file from one run to the next')
  .option(
    '--device-ca <file>',
    'the test device CA (made when it is missing); give it to the server as MUSTER_APPLE_DEVICE_CA',
  )
  .addHelpText('after', `\n${portalHelp}`)
  .action(async (options: AppleOptions) => (await simulators()).simulateApple(options))
command(
  simulate,
  'apns',
  "Apple's push service; prints one line of JSON with the values for MUSTER_APNS_URL and MUSTER_APNS_CA",
)
  .option('--port <number>', 'the port; any free one when left out', wholeNumber)
  .option('--host <address>', 'the address to listen on')
  .option('--ca <file>', 'where to write what a server has to trust')
  .option('--pushes', 'print each push as a line of JSON')
  .addHelpText('after', `\n${apnsPortalHelp}`)
  .action(async (options: { port?: number; host?: string; ca?: string; pushes?: boolean }) =>
    (await simulators()).simulateApns(options),
  )
command(simulate, 'mail', 'a mail server that delivers nothing; prints each mail as a line of JSON')
  .option('--port <number>', 'the port; any free one when left out', wholeNumber)
  .option('--host <address>', 'the address to listen on')
  .action(async (options: { port?: number; host?: string }) => (await simulators()).simulateMail(options))
type DeviceOptions = {
  serial: string
  model: 'iPhone' | 'iPad' | 'Mac'
  udid?: string
  apple?: string
  deviceCa?: string
  link?: string
  key?: string
  code?: string
  login?: string
} & Lanes
const deviceCommand = command(
  simulate,
  'device',
  'walk one Apple device in and print each step; exit code 0 enrolled, 3 refused, 1 otherwise',
)
addDeviceLanes(deviceCommand)
  .requiredOption('--serial <serial>')
  .addOption(new Option('--model <model>').choices(['iPhone', 'iPad', 'Mac']).makeOptionMandatory())
  .option('--udid <udid>', 'its UDID; made from the serial when left out')
  .option('--apple <url>', 'the simulated Apple (MUSTER_DEP_URL when left out)')
  .option('--device-ca <file>', 'the test device CA')
  .option('--link <url>', 'enroll by this enrollment link instead of through Apple')
  .option('--key <key>', 'the key; the one that the page shows when left out')
  .option('--code <code>', 'the code')
  .option('--login <user:password>', 'who signs in')
  .action(async ({ apple = env['MUSTER_DEP_URL'], ...options }: DeviceOptions) => {
    if (options.link !== undefined) {
      const { simulateLink } = await simulators()
      process.exitCode = await simulateLink({ ...options, link: options.link, json: output().json })
      return
    }
    if (!apple) throw new CommandError('Give --apple, the address that "muster simulate apple" printed', 2)
    const { simulateDevice } = await simulators()
    process.exitCode = await simulateDevice({ ...options, apple, json: output().json })
  })

registerAndroidSimulator({ simulate, command, output })
registerGoogleSimulator({ simulate, command, wholeNumber })
registerHeadwindSimulator({ simulate, command, output })
registerLoadCommand({ simulate, command, env, output })

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = await report(error)
}

/** Exit code 2 for a call that cannot be meant, 1 for one that failed. Help that was asked for is neither. */
async function report(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const { message, stack, name } = error as Error
  const isPlain = error instanceof CommandError || (await serving()).plainErrors.includes(name)
  process.stderr.write(`${isPlain ? message : (stack ?? message)}\n`)
  return error instanceof CommandError ? error.exitCode : 1
}
