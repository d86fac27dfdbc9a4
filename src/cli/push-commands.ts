import type { Command } from 'commander'
import { PushCertificate } from '../contract/push.ts'
import type { Client } from './client.ts'
import { table, type Output } from './output.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

export function registerPushCommands({ program, command, client, output }: Cli): void {
  const push = program.command('push').description('the Apple push certificate')
  command(push, 'status', 'how the push certificate is, and which devices it reaches')
    .addHelpText('after', '\nExit code: 1 when something is to be done about the certificate.')
    .action(async () => {
      process.exitCode = await pushStatus(client(), output())
    })
}

async function pushStatus(client: Client, output: Output): Promise<number> {
  const certificate = await client.call(PushCertificate, 'GET', '/push-certificate')
  output.result(certificate, () => textOf(certificate))
  return certificate.state === 'valid' ? 0 : 1
}

function textOf({
  state,
  text,
  topic,
  subject,
  expiresAt,
  daysLeft,
  devices,
  waiting,
}: PushCertificate): string {
  const facts = [
    `State    ${state}`,
    topic && `Topic    ${topic}`,
    subject && `Subject  ${subject}`,
    expiresAt && `Until    ${expiresAt.slice(0, 10)} (${daysLeft} days left)`,
    `Waiting  ${waiting} pushes`,
  ].filter((line) => typeof line === 'string')
  const rows = devices.map(({ topic: each, current, enrolled, tokenGone }) => [
    each,
    current ? 'yes' : 'no: enroll again',
    enrolled,
    tokenGone,
  ])
  const list =
    rows.length > 0
      ? ['', table(['Topic', 'Reached by the certificate', 'Enrolled', 'Token gone'], rows)]
      : []
  return [...facts, ...list, ...(text ? ['', text] : [])].join('\n')
}
