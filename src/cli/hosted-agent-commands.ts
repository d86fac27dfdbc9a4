import { openAsBlob } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { HostedAgent } from '../contract/hosted-agent.ts'
import type { Client } from './client.ts'
import { CommandError, table, type Output } from './output.ts'

type Cli = {
  program: Command
  /** A command that knows --json. */
  command: (parent: Command, name: string, description: string) => Command
  client: () => Client
  output: () => Output
}

export function registerHostedAgentCommands({ program, command, client, output }: Cli): void {
  const agent = program
    .command('android-agent')
    .description('apps that Android phones download from this server when they are set up')
  command(agent, 'list', 'uploaded agents, by package, newest first').action(async () =>
    listAgents(client(), output()),
  )
  command(agent, 'upload <file>', 'upload an APK; a newer version takes the place of the one before').action(
    async (file: string) => uploadAgent(client(), output(), file),
  )
  command(agent, 'delete <id>', 'delete an uploaded APK')
    .addHelpText('after', '\n<id> is as "muster android-agent list" shows it.')
    .action(async (id: string) => deleteAgent(client(), output(), id))
}

const root = '/android/agents'

async function listAgents(client: Client, output: Output): Promise<void> {
  const found = await client.call(page(HostedAgent), 'GET', root)
  output.result(found, () =>
    table(
      ['Id', 'Package', 'Version', 'Code', 'Phones get it', 'Used by', 'Uploaded'],
      found.items.map((each) => [
        each.id,
        each.package,
        each.versionName,
        each.versionCode,
        each.newest ? 'yes' : 'no',
        each.usedBy.map(({ name }) => name).join(', '),
        each.uploadedAt.slice(0, 10),
      ]),
    ),
  )
}

async function uploadAgent(client: Client, output: Output, file: string): Promise<void> {
  const form = new FormData()
  form.append('file', await blobOf(file), path.basename(file))
  const agent = await client.call(HostedAgent, 'POST', root, form)
  output.result(agent, () => agentText(agent))
}

/** Read while it is sent, not before. */
async function blobOf(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch {
    throw new CommandError(`The file ${file} cannot be read`, 2)
  }
}

const agentText = (agent: HostedAgent): string =>
  [
    `${agent.package} ${agent.versionName ?? ''} (${agent.versionCode})`,
    `  component  ${agent.component ?? 'no admin receiver was found'}`,
    `  address    ${agent.downloadUrl}${agent.newest ? '' : ' (leads to a newer version)'}`,
    `  checksum   ${agent.signatureChecksum} (of the certificate)`,
    `  key        ${agent.key} (hostedAgent in a configuration)`,
    ...agent.warnings.map(({ message }) => `  warning    ${message}`),
  ].join('\n')

async function deleteAgent(client: Client, output: Output, id: string): Promise<void> {
  if (!z.uuid().safeParse(id).success) throw new CommandError(`${id} is no id of an uploaded agent`, 2)
  await client.call(z.null(), 'DELETE', `${root}/${id}`)
  output.result({ id }, () => 'Deleted')
}
