import { InvalidArgumentError, Option, type Command } from 'commander'
import { createClient, serverUrl } from './client.ts'
import type { Output } from './output.ts'
import type { LoadCommand } from './simulate-load-command.ts'

type Cli = {
  simulate: Command
  command: (parent: Command, name: string, description: string) => Command
  env: NodeJS.ProcessEnv
  output: () => Output
}

export function registerLoadCommand({ simulate, command, env, output }: Cli): void {
  command(
    simulate,
    'load',
    'enroll many Apple devices and let them poll; prints how many a second and how long they waited',
  )
    .addOption(number('--devices <number>', 'how many devices; a record is made for each', 100))
    .addOption(number('--seconds <number>', 'how long they poll when all are enrolled', 10))
    .addOption(number('--threads <number>', 'threads that play devices', 1))
    .addOption(number('--enroll-at-once <number>', 'devices that are enrolled at the same time', 8))
    .addOption(number('--poll-at-once <number>', 'polls that are under way at any time', 64))
    .addOption(number('--keys <number>', 'RSA keys that the devices share; made once', 16))
    .option('--key-file <file>', 'where the keys are kept for the next run', 'data/simulator/load-keys.pem')
    .option('--mix', 'enroll one half first, and let it poll while the other is enrolled')
    .option('--device-ca <file>', 'the test device CA that the server trusts')
    .addHelpText(
      'after',
      '\nUses MUSTER_URL (on this machine only) and MUSTER_TOKEN. Exit code: 0 nothing went wrong, 1 otherwise.',
    )
    .action(async (options: Omit<LoadCommand, 'mix'> & { mix?: boolean }) => {
      const { simulateLoad } = await import('./simulate-load-command.ts')
      const means = { client: createClient(env), url: serverUrl(env), output: output() }
      process.exitCode = await simulateLoad(means, { ...options, mix: options.mix ?? false })
    })
}

const number = (flags: string, description: string, usual: number): Option =>
  new Option(flags, description).default(usual).argParser((text) => {
    if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number above zero.')
    return Number(text)
  })
