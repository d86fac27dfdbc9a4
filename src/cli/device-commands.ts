import type { Command } from 'commander'
import { Readiness, type ReadinessCheck } from '../contract/readiness.ts'
import type { Client } from './client.ts'
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
    .argument('<device>', 'a serial number, identifier:NAME, or the id')
    .addHelpText('after', '\nExit code: 0 ready, 1 not ready or not known.')
    .action(async (key: string) => {
      process.exitCode = (await showReadiness(client(), output(), key)) ? 0 : 1
    })
}

async function showReadiness(client: Client, output: Output, key: string): Promise<boolean> {
  const path = `/devices/${encodeURIComponent(addressOf(key))}/readiness`
  const readiness = await client.call(Readiness, 'GET', path)
  output.result(readiness, () =>
    [readiness.ready ? 'Ready' : 'Not ready', ...readiness.checks.map(lineOf)].join('\n'),
  )
  return readiness.ready
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const addressOf = (key: string) =>
  /^(identifier|serial):/.test(key) || uuid.test(key) ? key : `serial:${key}`

const lineOf = ({ id, ok, severity, message }: ReadinessCheck) =>
  `${(ok ? 'ok' : severity).padEnd(7)}  ${id}: ${message}`
