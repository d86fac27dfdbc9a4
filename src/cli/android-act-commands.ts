import type { Command } from 'commander'
import {
  AndroidDevice,
  AndroidState,
  RevokedAgent,
  type NewAndroidCommand,
} from '../contract/android-command.ts'
import type { ManagedByGoogle } from '../contract/google-managed.ts'
import type { Client } from './client.ts'
import { devicePath, whichDevice } from './device-path.ts'
import { table, type Output } from './output.ts'
import { writeDeviceCode } from './write-device-code.ts'

type Cli = {
  device: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

const which = ['<device>', whichDevice] as const

/** What the agent of an Android device, or Google, can be asked for; the answer is that it was asked, not that it is done. */
export function registerAndroidActs({ device, command, client, output }: Cli): void {
  const ask = async (key: string, order: NewAndroidCommand) => {
    const path = `${devicePath(key)}/android/commands`
    const state = await client().call(AndroidState, 'POST', path, order)
    output().result(state, () => `asked: ${order.kind}`)
  }
  command(
    device,
    'android',
    'the agent of an Android device or the device at Google, and what it was asked for',
  )
    .argument(...which)
    .action((key: string) => showAndroid(client(), output(), key))
  command(device, 'android-qr', 'write the QR code of an Android device, on a list or not, or what is in it')
    .argument(...which)
    .requiredOption('--out <file>', 'a name that ends in .svg, .png or .json')
    .action((key: string, { out }: { out: string }) => writeDeviceCode(client(), output(), key, out))
  command(device, 'android-sync', 'have an Android device report and read its policy, or read it from Google')
    .argument(...which)
    .action((key: string) => ask(key, { kind: 'sync' }))
  command(device, 'android-lock', 'lock an Android device')
    .argument(...which)
    .action((key: string) => ask(key, { kind: 'lock' }))
  command(device, 'android-reboot', 'restart an Android device that Google manages')
    .argument(...which)
    .action((key: string) => ask(key, { kind: 'reboot' }))
  command(device, 'android-message', 'show a message on an Android device')
    .argument(...which)
    .argument('<text>')
    .action((key: string, text: string) => ask(key, { kind: 'message', text }))
  command(device, 'android-wipe', 'erase an Android device: all apps and data on it are lost')
    .argument(...which)
    .requiredOption('--confirm <identifier>', 'the identifier of the device')
    .action((key: string, { confirm }: { confirm: string }) => ask(key, { kind: 'wipe', confirm }))
  command(
    device,
    'android-revoke',
    'revoke the token of the agent: the next phone with the numbers may enroll',
  )
    .argument(...which)
    .action(async (key: string) => {
      const revoked = await client().call(RevokedAgent, 'POST', `${devicePath(key)}/android/token/revoke`)
      output().result(revoked, () => `revoked: ${revoked.identifier} is ${revoked.status} now`)
    })
}

async function showAndroid(client: Client, output: Output, key: string): Promise<void> {
  const state = await client.call(AndroidDevice, 'GET', `${devicePath(key)}/android`)
  output.result(state, () => androidText(state))
}

const androidText = ({ registration, google, bulkEnrollment, commands }: AndroidDevice): string =>
  [
    `List        ${bulkEnrollment?.name ?? 'none'}`,
    `Registered  ${registration?.registeredAt ?? 'no agent'}`,
    ...(google ? googleLines(google) : []),
    ...(registration
      ? [`Last heard  ${registration.lastSeenAt ?? 'never'}`, ...toldLines(registration.reported)]
      : []),
    ...(commands.length === 0
      ? []
      : [
          '',
          table(
            ['Asked', 'What', 'State', 'By', 'Answer'],
            commands.map((each) => [
              each.createdAt.slice(0, 16).replace('T', ' '),
              each.kind,
              each.state,
              each.requestedBy,
              each.message,
            ]),
          ),
        ]),
  ].join('\n')

function googleLines({ state, goneAt, ...told }: ManagedByGoogle): string[] {
  const known = Object.entries(told).filter(([, value]) => value !== null)
  return [`At Google   ${goneAt ? `gone since ${goneAt}` : state}`, ...toldLines(Object.fromEntries(known))]
}

const toldLines = (told: Record<string, unknown>): string[] =>
  Object.entries(told).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)
