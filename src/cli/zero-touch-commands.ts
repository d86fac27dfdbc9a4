import type { Command } from 'commander'
import { type ZeroTouchDpc, ZeroTouchSetup } from '../contract/google.ts'
import { findBulk } from './bulk-device-commands.ts'
import type { Client } from './client.ts'
import type { GoogleCli } from './google-commands.ts'
import { numberOf } from './google-text.ts'
import { CommandError, table, type Output } from './output.ts'
import { applyZeroTouch, type ApplyOptions } from './zero-touch-apply-command.ts'
import { listDpcs, listEntries, listSetups } from './zero-touch-calls.ts'

export function registerZeroTouch({ command, client, output }: GoogleCli, google: Command): void {
  const zeroTouch = google
    .command('zero-touch')
    .description('devices that a reseller has claimed, and the configurations they get')
  command(zeroTouch, 'dpcs', 'apps that Google lets a configuration name').action(async () =>
    showDpcs(client(), output()),
  )
  command(zeroTouch, 'configurations', 'configurations of the customer').action(async () =>
    showSetups(client(), output()),
  )
  command(zeroTouch, 'create <bulk>', 'make a configuration with the extras of a bulk enrollment')
    .requiredOption('--dpc <app>', 'its name, its title or its package (muster google zero-touch dpcs)')
    .requiredOption('--company <name>', 'shown on the device while it is set up')
    .requiredOption('--email <address>', 'whom to ask')
    .requiredOption('--phone <number>', 'whom to call')
    .option('--message <text>', 'shown too')
    .addHelpText('after', '\n<bulk> is its name or its id. The token is in it and ends as every other.')
    .action(async (key: string, options: NewOptions) => createSetup(client(), output(), key, options))
  command(
    zeroTouch,
    'devices',
    'devices of the customer, and what would become of each if it arrived now',
  ).action(async () => showEntries(client(), output()))
  command(zeroTouch, 'apply <devices...>', 'give devices a configuration, or take theirs away')
    .option('--configuration <name>', 'its name or its title')
    .option('--none', 'take theirs away')
    .option('--preview', 'show what would become of them and change nothing')
    .option('--yes', 'although not all of them would be admitted')
    .addHelpText('after', '\n<devices> are IMEIs, serial numbers, or numbers at Google.')
    .action(async (devices: string[], options: ApplyOptions) => {
      process.exitCode = await applyZeroTouch(client(), output(), devices, options)
    })
}

const root = '/google/zero-touch'

async function showDpcs(client: Client, output: Output): Promise<void> {
  const items = await listDpcs(client)
  output.result({ items }, () =>
    table(
      ['App', 'Package', 'Name'],
      items.map(({ title, packageName, name }) => [title, packageName, name]),
    ),
  )
}

async function showSetups(client: Client, output: Output): Promise<void> {
  const items = await listSetups(client)
  output.result({ items }, () =>
    table(
      ['Configuration', 'Bulk enrollment', 'Token', 'Default', 'Name'],
      items.map((each) => [
        each.title,
        each.bulkEnrollment?.name,
        each.tokenState,
        each.isDefault ? 'yes' : '',
        each.name,
      ]),
    ),
  )
}

async function showEntries(client: Client, output: Output): Promise<void> {
  const items = await listEntries(client)
  const setups = await listSetups(client)
  const titleOf = (name: string | null) => setups.find((setup) => setup.name === name)?.title ?? name
  output.result({ items }, () =>
    table(
      ['Number', 'Configuration', 'Arriving now', 'Reason', 'Device', 'At Google'],
      items.map((each) => [
        numberOf(each.claimed, each.deviceId),
        titleOf(each.configuration),
        each.outcome,
        each.reason,
        each.deviceIdentifier,
        each.deviceId,
      ]),
    ),
  )
}

type NewOptions = { dpc: string; company: string; email: string; phone: string; message?: string }

async function createSetup(client: Client, output: Output, key: string, options: NewOptions): Promise<void> {
  const { id } = await findBulk(client, key)
  const made = await client.call(ZeroTouchSetup, 'POST', `${root}/configurations`, {
    bulkEnrollmentId: id,
    dpcResourcePath: findDpc(await listDpcs(client), options.dpc).name,
    companyName: options.company,
    contactEmail: options.email,
    contactPhone: options.phone,
    ...(options.message === undefined ? {} : { customMessage: options.message }),
  })
  output.result(made, () => `Made “${made.title}” (${made.name})`)
}

function findDpc(dpcs: ZeroTouchDpc[], key: string): ZeroTouchDpc {
  const found = dpcs.find((dpc) => [dpc.name, dpc.title, dpc.packageName].includes(key))
  if (!found)
    throw new CommandError(`Google’s list has no app “${key}” (muster google zero-touch dpcs shows it)`)
  return found
}
