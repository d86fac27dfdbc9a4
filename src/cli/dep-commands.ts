import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { page } from '../contract/common.ts'
import { DepAccount, DepProfile, DepResults, DepSync } from '../contract/dep.ts'
import type { Client } from './client.ts'
import { CommandError, table, type Output } from './output.ts'

const Accounts = page(DepAccount)

export async function listDepAccounts(client: Client, output: Output): Promise<void> {
  const { items } = await client.call(Accounts, 'GET', '/dep/accounts')
  output.result(items, () =>
    table(
      ['Name', 'State', 'Devices', 'Token until', 'Id'],
      items.map(({ name, state, deviceCount, tokenExpiresAt, id }) => [
        name,
        state,
        deviceCount,
        tokenExpiresAt?.slice(0, 10),
        id,
      ]),
    ),
  )
}

export async function createDepAccount(
  client: Client,
  output: Output,
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

export async function uploadDepToken(
  client: Client,
  output: Output,
  name: string,
  file: string,
): Promise<void> {
  const { id } = await findAccount(client, name)
  const account = await client.call(
    DepAccount,
    'PUT',
    `/dep/accounts/${id}/token`,
    new Uint8Array(readFileSync(file)),
  )
  output.result(
    account,
    () =>
      `The token has been validated, decrypted and saved; it is valid until ${account.tokenExpiresAt?.slice(0, 10)}. A sync has started.`,
  )
}

export async function syncDepAccount(
  client: Client,
  output: Output,
  name: string,
  mode: 'delta' | 'full',
): Promise<void> {
  const { id } = await findAccount(client, name)
  let sync = await client.call(DepSync, 'POST', `/dep/accounts/${id}/sync`, { mode })
  while (sync.state === 'running') {
    await sleep(500)
    const { items } = await client.call(page(DepSync), 'GET', `/dep/accounts/${id}/syncs?limit=10`)
    sync = items.find((item) => item.id === sync.id) ?? sync
  }
  if (sync.state === 'failed') throw new CommandError(sync.error ?? 'The sync failed')
  const { received, added, changed, removed } = sync
  output.result(
    sync,
    () => `Synced: ${received} received, ${added} added, ${changed} changed, ${removed} removed.`,
  )
}

export async function listDepProfiles(client: Client, output: Output): Promise<void> {
  const { items } = await client.call(page(DepProfile), 'GET', '/dep/profiles')
  output.result(items, () =>
    table(
      ['Name', 'Version', 'Account', 'Devices', 'UUID'],
      items.map(({ fields, version, account, assignedCount, uuid }) => [
        fields.profileName,
        version,
        account,
        assignedCount,
        uuid,
      ]),
    ),
  )
}

/** `profile` null removes. Exit code 1 when a device was not assigned. */
export async function assignDepProfile(
  client: Client,
  output: Output,
  profile: string | null,
  serials: string[],
): Promise<number> {
  const path =
    profile === null ? '/dep/profiles/remove' : `/dep/profiles/${encodeURIComponent(profile)}/assign`
  const answer = await client.call(DepResults, 'POST', path, { serials })
  output.result(answer, () =>
    table(
      ['Serial', 'Apple', 'Meaning'],
      answer.results.map(({ serial, status, message }) => [serial, status, message]),
    ),
  )
  return answer.failed > 0 ? 1 : 0
}

async function findAccount(client: Client, name: string): Promise<DepAccount> {
  const { items } = await client.call(Accounts, 'GET', '/dep/accounts')
  const account = items.find((item) => item.name === name || item.id === name)
  if (!account) throw new CommandError(`There is no DEP account named ${name}`)
  return account
}
