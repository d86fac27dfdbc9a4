import { writeFileSync } from 'node:fs'
import { page } from '../contract/common.ts'
import { DepAccount } from '../contract/dep.ts'
import { Expiring } from '../contract/expiring.ts'
import { day, findAccount, listAccounts, minute, readText, type Means } from './dep-lookup.ts'
import { readBytes } from './read-bytes.ts'
import { table } from './output.ts'

export async function listDepAccounts({ client, output }: Means): Promise<void> {
  const accounts = await listAccounts(client)
  output.result(accounts, () =>
    [
      table(
        ['Name', 'State', 'Devices', 'Token until', 'Last sync', 'To decide', 'Id'],
        accounts.map(({ name, state, deviceCount, tokenExpiresAt, lastSync, openDifferences, id }) => [
          name,
          state,
          deviceCount,
          day(tokenExpiresAt),
          lastSync && `${minute(lastSync.endedAt ?? lastSync.startedAt)} ${lastSync.state}`,
          openDifferences,
          id,
        ]),
      ),
      ...accounts.flatMap(({ name, stateText }) => (stateText ? [`${name}: ${stateText}`] : [])),
    ].join('\n'),
  )
}

export async function createDepAccount(
  { client, output }: Means,
  name: string,
  certificateFile: string | undefined,
): Promise<void> {
  const account = await client.call(DepAccount, 'POST', '/dep/accounts', { name })
  const file = certificateFile ?? `${name.replace(/[^\w.-]+/g, '-')}.pem`
  writeFileSync(file, await client.text(`/dep/accounts/${account.id}/certificate`))
  output.result(
    { ...account, certificateFile: file },
    () => `Upload ${file} at Apple, download the server token, then: muster dep token "${name}" TOKEN.p7m`,
  )
}

/** The `.p7m` file as it came from Apple, or the JSON of a decrypted token. */
export async function uploadDepToken(
  { client, output }: Means,
  { account: name, file, isOtherServer }: { account: string; file: string; isOtherServer: boolean },
): Promise<void> {
  const { id } = await findAccount(client, name)
  const bytes = readBytes(file)
  const isPlain = bytes.subarray(0, 64).toString('latin1').trimStart().startsWith('{')
  const body: unknown = isPlain ? JSON.parse(readText(file)) : new Uint8Array(bytes)
  const query = isOtherServer ? '?confirmOtherServer=true' : ''
  const account = await client.call(DepAccount, 'PUT', `/dep/accounts/${id}/token${query}`, body)
  output.result(
    account,
    () =>
      `The token has been validated, decrypted and saved; it is valid until ${day(account.tokenExpiresAt)}. A sync has started.`,
  )
}

/** Everything with a lifetime, tokens of DEP accounts first among it. */
export async function listExpiring({ client, output }: Means): Promise<number> {
  const { items } = await client.call(page(Expiring), 'GET', '/expiring')
  output.result(items, () =>
    table(
      ['What', 'Name', 'Until', 'Days left', 'State', 'What to do'],
      items.map(({ kind, name, expiresAt, daysLeft, state, text }) => [
        kind,
        name,
        day(expiresAt),
        daysLeft,
        state,
        text,
      ]),
    ),
  )
  return items.some(({ state }) => state !== 'later') ? 1 : 0
}
