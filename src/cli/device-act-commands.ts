import type { Command } from 'commander'
import { AndroidDevice, AndroidState } from '../contract/android-command.ts'
import { DeviceCommand, QueuedCommands, type NewDeviceCommand } from '../contract/command.ts'
import { page } from '../contract/common.ts'
import { Device } from '../contract/device.ts'
import type { Client } from './client.ts'
import { devicePath, whichDevice } from './device-path.ts'
import { CommandError, table, type Output } from './output.ts'

type Cli = {
  device: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

const which = ['<device>', whichDevice] as const

/** What an enrolled device can be asked for; the answer is that it was asked, not that it is done. */
export function registerDeviceActs(cli: Cli): void {
  const { device, command, client, output } = cli
  const ask = async (key: string, order: NewDeviceCommand) => {
    const queued = await client().call(QueuedCommands, 'POST', `${devicePath(key)}/commands`, order)
    output().result(queued, () => queued.commands.map(({ act, id }) => `asked: ${act} (${id})`).join('\n'))
  }
  command(device, 'refresh', 'ask a device how it is')
    .argument(...which)
    .action((key: string) => ask(key, { act: 'refresh' }))
  command(device, 'restart', 'restart a device')
    .argument(...which)
    .option('--notify', 'let the person at a Mac choose the moment')
    .action((key: string, { notify }: { notify?: true }) =>
      ask(key, { act: 'restart', ...(notify && { notifyUser: true }) }),
    )
  command(device, 'lock', 'lock a device')
    .argument(...which)
    .option('--message <text>', 'shown on the screen')
    .option('--phone <number>', 'shown on the screen')
    .option('--pin <digits>', 'six digits, for a Mac; made up unless given')
    .action((key: string, { message, phone, pin }: Shown) =>
      ask(key, { act: 'lock', ...(message && { message }), ...(phone && { phone }), ...(pin && { pin }) }),
    )
  command(device, 'clear-passcode', 'clear the passcode of an iPhone or iPad')
    .argument(...which)
    .action((key: string) => ask(key, { act: 'clear-passcode' }))
  command(device, 'reinstall-profile', 'give a device its enrollment profile again, with a new certificate')
    .argument(...which)
    .action((key: string) => ask(key, { act: 'reinstall-profile' }))
  registerErase(cli, ask)
  registerWithdraw(cli)
  command(device, 'commands', 'what a device was asked for, newest first')
    .argument(...which)
    .option('--limit <n>', 'how many', '20')
    .action((key: string, { limit }: { limit: string }) => showCommands(client(), output(), { key, limit }))
}

type Shown = { message?: string; phone?: string; pin?: string }
type Ask = (key: string, order: NewDeviceCommand) => Promise<void>

function registerErase({ device, command }: Cli, ask: Ask): void {
  command(device, 'erase', 'erase a device: all apps and data on it are lost')
    .argument(...which)
    .requiredOption('--confirm <identifier>', 'the identifier of the device')
    .option('--pin <digits>', 'six digits, for a Mac; made up where the Mac needs one')
    .option('--keep-data-plan', 'keep the eSIM of an iPhone or iPad')
    .action((key: string, { confirm, pin, keepDataPlan }: Erase) =>
      ask(key, {
        act: 'erase',
        confirm,
        ...(pin && { pin }),
        ...(keepDataPlan && { preserveDataPlan: true }),
      }),
    )
}

function registerWithdraw({ device, command, client, output }: Cli): void {
  command(device, 'withdraw', 'let a device enroll no more; one that is enrolled is told to leave')
    .argument(...which)
    .option('--reason <text>', 'stands in its timeline')
    .option('--erase', 'have Google erase a device that it manages: all apps and data on it are lost')
    .option('--confirm <identifier>', 'the identifier of the device that is to be erased')
    .action(async (key: string, { reason, erase, confirm }: Withdrawal) => {
      if (Boolean(erase) !== (confirm !== undefined))
        throw new CommandError('--erase and --confirm go together: give the identifier of the device', 2)
      // First, so that Google does not disable it before it is to be erased.
      if (confirm !== undefined) await eraseAtGoogle(client(), key, confirm)
      const path = `${devicePath(key)}/withdraw`
      const withdrawn = await client().call(Device, 'POST', path, reason ? { reason } : {})
      const ending = erase ? '; Google was asked to erase it' : ''
      output().result(withdrawn, () => `${withdrawn.identifier} is ${withdrawn.status}${ending}`)
    })
}

type Withdrawal = { reason?: string; erase?: true; confirm?: string }

/** An agent that is withdrawn fetches no order, and Apple's devices have `erase`: only Google does both. */
async function eraseAtGoogle(client: Client, key: string, confirm: string): Promise<void> {
  const path = `${devicePath(key)}/android`
  const { google, registration } = await client.call(AndroidDevice, 'GET', path)
  if (registration || !google || google.goneAt !== null || google.erasedAt !== null)
    throw new CommandError('Google does not manage the device. It was not withdrawn')
  await client.call(AndroidState, 'POST', `${path}/commands`, { kind: 'wipe', confirm })
}

type Erase = { confirm: string; pin?: string; keepDataPlan?: true }

async function showCommands(
  client: Client,
  output: Output,
  { key, limit }: { key: string; limit: string },
): Promise<void> {
  const path = `${devicePath(key)}/commands?limit=${encodeURIComponent(limit)}`
  const commands = await client.call(page(DeviceCommand), 'GET', path)
  output.result(commands, () => table(['Asked', 'What', 'State', 'By', 'Error'], commands.items.map(rowOf)))
}

const rowOf = ({ createdAt, act, state, askedBy, error }: DeviceCommand) => [
  createdAt.slice(0, 16).replace('T', ' '),
  act,
  state,
  askedBy ?? 'Muster',
  error?.text ?? '',
]
