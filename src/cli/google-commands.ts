import { setTimeout as sleep } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import { z } from 'zod'
import { AdmissionOutcome } from '../contract/arrival.ts'
import { page } from '../contract/common.ts'
import { GoogleDevice, GoogleEnrollmentToken, GoogleWays } from '../contract/google.ts'
import { findBulk } from './bulk-device-commands.ts'
import type { Client } from './client.ts'
import { numberOf } from './google-text.ts'
import { CommandError, table, type Output } from './output.ts'
import { saveTo } from './save-to.ts'
import { registerZeroTouch } from './zero-touch-commands.ts'

export type GoogleCli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

export function registerGoogleCommands(cli: GoogleCli): void {
  const { program, command, client, output } = cli
  const google = program
    .command('google')
    .description('Google’s ways in: the Android Management API and zero-touch')
    .addHelpText('after', '\nExit code: 0 done, 1 Google or the server did not do all of it, 2 wrong usage.')
  command(google, 'devices', 'devices of the Android Management API as last read')
    .addOption(
      new Option('--outcome <outcome>', 'only those that ended so').choices(AdmissionOutcome.options),
    )
    .action(async ({ outcome }: { outcome?: string }) => listDevices(client(), output(), outcome))
  command(google, 'sync', 'read the devices from Google now')
    .option('--wait', 'until it is done')
    .action(async ({ wait = false }: { wait?: boolean }) => readDevices(client(), output(), wait))
  command(google, 'token <bulk>', 'the token at Google of a bulk enrollment')
    .option('--make', 'make one; it ends with the token of the bulk enrollment')
    .option('--out <file>', 'write its QR code (.svg) or what is in it (.json)')
    .addHelpText('after', '\n<bulk> is its name or its id.')
    .action(async (key: string, options: TokenOptions) => showToken(client(), output(), key, options))
  registerZeroTouch(cli, google)
}

async function listDevices(client: Client, output: Output, outcome: string | undefined): Promise<void> {
  const items: GoogleDevice[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({
      limit: '500',
      ...(outcome && { outcome }),
      ...(cursor && { cursor }),
    })
    const found: z.infer<typeof Devices> = await client.call(
      Devices,
      'GET',
      `/google/devices?${query.toString()}`,
    )
    items.push(...found.items)
    cursor = found.nextCursor
  }
  output.result({ items, total: items.length }, () =>
    table(
      ['Number', 'Outcome', 'Reason', 'Device', 'Bulk enrollment', 'At Google'],
      items.map((each) => [
        numberOf(each.claimed, each.name),
        each.outcome,
        each.reason,
        each.deviceIdentifier,
        each.bulkEnrollmentName,
        stateOf(each),
      ]),
    ),
  )
}

const Devices = page(GoogleDevice)

function stateOf({ goneAt, erasedAt, disabled, state }: GoogleDevice): string {
  if (goneAt !== null) return `gone since ${goneAt.slice(0, 10)}`
  if (erasedAt !== null) return 'erased by Muster'
  return disabled ? 'disabled by Muster' : state.toLowerCase()
}

const readWays = (client: Client) => client.call(GoogleWays, 'GET', '/google')
const pauseMs = 500

async function readDevices(client: Client, output: Output, wait: boolean): Promise<void> {
  const before = (await readWays(client)).lastSync?.at
  const Started = z.object({ jobId: z.string().nullable() })
  const started = await client.call(Started, 'POST', '/google/devices/sync')
  if (!wait)
    return output.result(started, () => 'Reading has started; "muster google devices" shows what was read.')
  let ways = await readWays(client)
  for (; ways.reading; ways = await readWays(client)) await sleep(pauseMs)
  const { lastSync } = ways
  if (!lastSync || lastSync.at === before)
    throw new CommandError('It is not known how reading ended (in the console: Activity, Jobs)')
  if (!lastSync.ok) throw new CommandError(`Google could not be read: ${lastSync.message}`)
  output.result(lastSync, () => `Read from Google: ${lastSync.message}`)
}

type TokenOptions = { make?: true; out?: string }

/** The files hold the token: they are for their owner only. */
async function showToken(
  client: Client,
  output: Output,
  key: string,
  { make, out }: TokenOptions,
): Promise<void> {
  const kind = out === undefined ? undefined : /\.(svg|json)$/.exec(out)?.[1]
  if (out !== undefined && !kind) throw new CommandError('--out ends in .svg or .json', 2)
  const { id, name } = await findBulk(client, key)
  const path = `/bulk-enrollments/${id}/google`
  const token = await client.call(GoogleEnrollmentToken, make ? 'POST' : 'GET', `${path}/enrollment-token`)
  if (out === undefined) return output.result(token, () => tokenText(token))
  const bytes = kind === 'svg' ? await client.bytes(`${path}/qr.svg`) : payloadOf(token)
  await saveTo(out, bytes, { isSecret: true })
  output.result({ id, name, file: out }, () => `Wrote ${out}. It holds the token of “${name}” at Google.`)
}

const payloadOf = ({ payload }: GoogleEnrollmentToken) =>
  new Blob([`${JSON.stringify(payload, null, 2)}\n`]).stream()

const tokenText = ({ name, value, policyName, expiresAt, createdAt }: GoogleEnrollmentToken): string =>
  [
    `Token    ${value}`,
    `Until    ${expiresAt}`,
    `Policy   ${policyName}`,
    `Made     ${createdAt}`,
    `Name     ${name}`,
  ].join('\n')
