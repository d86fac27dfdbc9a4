import { InvalidArgumentError, Option, type Command } from 'commander'
import { page } from '../contract/common.ts'
import { Device } from '../contract/device.ts'
import {
  EnrollmentRequest,
  MadeRequests,
  RequestChannel,
  RequestStatus,
  type RequestPreviewItem,
} from '../contract/enrollment-request.ts'
import type { Client } from './client.ts'
import { table, type Output } from './output.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

type SendOptions = { user: string[]; device: string[]; channel: RequestChannel }
type ListOptions = { status?: RequestStatus; limit: number }

export function registerRequestCommands({ program, command, client, output }: Cli): void {
  const request = program
    .command('request')
    .description('enrollment requests: links with which people enroll')
  command(request, 'send', 'send enrollment requests to users, or for devices')
    .option(
      '--user <name>',
      'a user, for each device of theirs that may still enroll (repeatable)',
      gather,
      [],
    )
    .option(
      '--device <device>',
      'a device by its id, identifier:NAME or serial:NUMBER (repeatable)',
      gather,
      [],
    )
    .addOption(
      new Option('--channel <channel>', 'how they get the link')
        .choices(RequestChannel.options)
        .default('mail'),
    )
    .addHelpText('after', '\nExit code: 0 when everybody got one, 1 when somebody did not.')
    .action(async (options: SendOptions) => {
      process.exitCode = (await sendRequests(client(), output(), options)) ? 0 : 1
    })
  command(request, 'list', 'the newest enrollment requests')
    .addOption(new Option('--status <status>').choices(RequestStatus.options))
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .action((options: ListOptions) => listRequests(client(), output(), options))
  for (const [act, does] of acts)
    command(request, act, does)
      .argument('<id>', 'the id of the request')
      .action((id: string) => changeRequest(client(), output(), { id, act }))
}

const acts = [
  ['resend', 'send the same link once more'],
  ['revoke', 'make the link good for nothing'],
] as const

const gather = (value: string, before: string[]): string[] => [...before, value]
const wholeNumber = (text: string): number => {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('Give a whole number.')
  return Number(text)
}

async function sendRequests(
  client: Client,
  output: Output,
  { user: userNames, device, channel }: SendOptions,
): Promise<boolean> {
  const deviceIds = await Promise.all(device.map((key) => idOf(client, key)))
  const made = await client.call(MadeRequests, 'POST', '/enrollment-requests', {
    userNames,
    deviceIds,
    channel,
  })
  output.result(made, () => textOf(made))
  return made.refused.length === 0
}

async function idOf(client: Client, key: string): Promise<string> {
  return (await client.call(Device, 'GET', `/devices/${encodeURIComponent(key)}`)).id
}

function textOf({ counts, items, refused }: MadeRequests): string {
  const rows = items.map(({ id, device, userName, recipient, link }) => [
    id,
    device?.identifier ?? userName ?? '',
    recipient ?? '',
    link ?? '',
  ])
  const lines = refused.map((item) => `${nameOf(item)}: ${item.refusal}`)
  return [
    `${counts.made} sent, ${counts.refused} not`,
    table(['Id', 'For', 'To', 'Link'], rows),
    ...lines,
  ].join('\n')
}

const nameOf = ({ identifier, userName, deviceId }: RequestPreviewItem) =>
  identifier ?? userName ?? deviceId ?? ''

async function listRequests(client: Client, output: Output, { status, limit }: ListOptions): Promise<void> {
  const query = new URLSearchParams({ limit: String(limit), ...(status ? { status } : {}) })
  const list = await client.call(page(EnrollmentRequest), 'GET', `/enrollment-requests?${query.toString()}`)
  output.result(list, () =>
    table(
      ['Id', 'For', 'Channel', 'To', 'Status', 'Until'],
      list.items.map((request) => [
        request.id,
        request.device?.identifier ?? request.userName ?? '',
        request.channel,
        request.recipient ?? '',
        request.endReason ?? request.status,
        request.expiresAt.slice(0, 10),
      ]),
    ),
  )
}

async function changeRequest(
  client: Client,
  output: Output,
  { id, act }: { id: string; act: 'resend' | 'revoke' },
): Promise<void> {
  const path = `/enrollment-requests/${encodeURIComponent(id)}/${act}`
  const request = await client.call(EnrollmentRequest, 'POST', path)
  output.result(request, () => `${request.id}  ${request.endReason ?? request.status}`)
}
