import type { Command } from 'commander'
import { Readiness, type ReadinessCheck } from '../contract/readiness.ts'
import { registerAndroidActs } from './android-act-commands.ts'
import { registerDeviceActs } from './device-act-commands.ts'
import type { Client } from './client.ts'
import { devicePath, whichDevice } from './device-path.ts'
import type { Output } from './output.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

export function registerDeviceCommands({ program, command, client, output }: Cli): void {
  const device = program.command('device').description('single devices')
  command(device, 'ready', 'whether a device enrolls when it is switched on, and why not')
    .argument('<device>', whichDevice)
    .addHelpText('after', '\nExit code: 0 ready, 1 not ready or not known.')
    .action(async (key: string) => {
      process.exitCode = (await showReadiness(client(), output(), key)) ? 0 : 1
    })
  registerDeviceActs({ device, command, client, output })
  registerAndroidActs({ device, command, client, output })
}

async function showReadiness(client: Client, output: Output, key: string): Promise<boolean> {
  const readiness = await client.call(Readiness, 'GET', `${devicePath(key)}/readiness`)
  output.result(readiness, () =>
    [readiness.ready ? 'Ready' : 'Not ready', ...readiness.checks.map(lineOf)].join('\n'),
  )
  return readiness.ready
}

const lineOf = ({ id, ok, severity, message }: ReadinessCheck) =>
  `${(ok ? 'ok' : severity).padEnd(7)}  ${id}: ${message}`
