import { Option, type Command } from 'commander'
import type { AndroidCommand } from '../simulator/android-command.ts'
import type { Output } from './output.ts'

type Means = {
  simulate: Command
  command: (parent: Command, name: string, description: string) => Command
  output: () => Output
}

/** `muster simulate android` (api.md). */
export function registerAndroidSimulator({ simulate, command, output }: Means): void {
  command(
    simulate,
    'android',
    'walk one Android device in and print each step; exit code 0 enrolled, 3 refused, 1 otherwise',
  )
    .option(
      '--qr <file>',
      'the text of its QR code, or what qr.json of the bulk enrollment or of the device answers',
    )
    .option('--google <url>', 'the simulated Google, for a code of Google’s token')
    .option(
      '--download',
      'fetch the app of the code also from another server; from the server of the code it always is',
    )
    .option('--url <url>', 'the server, in place of a code')
    .option('--token <token>', 'the token of the bulk enrollment, in place of a code')
    .option('--imei <imei>')
    .option('--imei2 <imei>', 'the second one of a phone with two SIMs')
    .option('--meid <meid>')
    .option('--serial <serial>')
    .option('--manufacturer <name>')
    .option('--brand <name>', 'where it differs from the manufacturer')
    .option('--model <name>')
    .option('--os-version <version>')
    .option('--login <user:password>', 'who signs in when asked')
    .option('--key <key>')
    .option('--code <code>', 'the code, when asked')
    .addOption(new Option('--ownership <whose>').choices(['personal', 'corporate']))
    .action(async (options: AndroidCommand) => {
      const { runAndroidCommand } = await import('../simulator/android-command.ts')
      process.exitCode = await runAndroidCommand({ ...options, json: output().json })
    })
}
