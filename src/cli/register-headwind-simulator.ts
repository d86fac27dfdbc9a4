import type { Command } from 'commander'
import type { HeadwindCommand } from '../simulator/headwind-command.ts'
import type { Output } from './output.ts'

type Means = {
  simulate: Command
  command: (parent: Command, name: string, description: string) => Command
  output: () => Output
}

export function registerHeadwindSimulator({ simulate, command, output }: Means): void {
  command(
    simulate,
    'headwind',
    'walk the published agent of Headwind MDM in and print each step; exit code 0 configured, 3 refused, 1 otherwise',
  )
    .requiredOption('--qr <file>', 'the text of its QR code, as qr.json of the bulk enrollment answers it')
    .option('--imei <imei>')
    .option('--imei2 <imei>', 'the second one of a phone with two SIMs')
    .option('--serial <serial>')
    .option('--model <name>')
    .option('--secret <text>', 'that the app was built with, in place of the published one')
    .action(async (options: HeadwindCommand) => {
      const { runHeadwindCommand } = await import('../simulator/headwind-command.ts')
      process.exitCode = await runHeadwindCommand({ ...options, json: output().json })
    })
}
