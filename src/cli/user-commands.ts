import type { Command } from 'commander'
import { GeneratedPassword } from '../contract/sign-on.ts'
import { User } from '../contract/user.ts'
import type { Client } from './client.ts'
import { CommandError, type Output } from './output.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
  readInput: () => Promise<string>
}

type Password = { generate?: true; passwordStdin?: true; none?: true }

/** A password is read or made, never an argument: those are seen by everybody on the machine. */
export function registerUserCommands({ program, command, client, output, readInput }: Cli): void {
  const user = program.command('user').description('people whom devices are for')
  command(user, 'password', 'the password with which a person signs in at a device')
    .argument('<user>', 'a user name')
    .option('--password-stdin', 'read it from standard input')
    .option('--generate', 'make one and print it, once')
    .option('--none', 'take it away')
    .action(async (name: string, options: Password) => {
      if (Object.keys(options).length !== 1)
        throw new CommandError('Give one of --password-stdin, --generate and --none', 2)
      const path = `/users/${encodeURIComponent(`name:${name}`)}`
      if (options.generate) {
        const made = await client().call(GeneratedPassword, 'POST', `${path}/generated-password`)
        return output().result(made, () => made.password)
      }
      const password = options.none ? null : (await readInput()).replace(/\r?\n$/, '')
      const changed = await client().call(User, 'PUT', `${path}/password`, { password })
      output().result(changed, () => `${name} ${changed.hasPassword ? 'has a new' : 'has no'} password`)
    })
}
