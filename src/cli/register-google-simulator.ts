import type { Command } from 'commander'
import { googlePortalHelp } from '../simulator/google/portal-help.ts'
import type { GoogleSimulatorCommand } from '../simulator/google-command.ts'

type Means = {
  simulate: Command
  command: (parent: Command, name: string, description: string) => Command
  wholeNumber: (text: string) => number
}

/** `muster simulate google`. */
export function registerGoogleSimulator({ simulate, command, wholeNumber }: Means): void {
  command(
    simulate,
    'google',
    "Google's Android Management API and zero-touch; prints one line of JSON with the value for MUSTER_GOOGLE_URL and a key for the settings",
  )
    .option('--port <number>', 'the port; any free one when left out', wholeNumber)
    .option(
      '--devices <number>',
      'how many made-up phones a reseller has claimed for zero-touch',
      wholeNumber,
    )
    .option('--key <file>', 'the key file of the service account (made when it is missing)')
    .addHelpText('after', `\n${googlePortalHelp}`)
    .action(async (options: GoogleSimulatorCommand) => {
      const { simulateGoogle } = await import('./simulate-commands.ts')
      await simulateGoogle(options)
    })
}
