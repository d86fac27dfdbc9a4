import { z } from 'zod'
import { DepProfileOfJson, DepProfilePreview } from '../contract/dep-profile.ts'
import { DepProfile } from '../contract/dep.ts'
import { findAccount, listUpTo, readJson, readText, type Means } from './dep-lookup.ts'
import { CommandError, table } from './output.ts'

export async function listDepProfiles(means: Means, { account }: { account?: string }): Promise<void> {
  const { client, output } = means
  const accountId = account === undefined ? undefined : (await findAccount(client, account)).id
  const list = { path: '/dep/profiles', query: { account: accountId }, limit: 10_000 }
  const { items } = await listUpTo(client, DepProfile, list)
  output.result(items, () =>
    table(
      ['Name', 'Version', 'Account', 'Devices', 'Default', 'UUID'],
      items.map(({ fields, version, account, assignedCount, isDefault, uuid }) => [
        fields.profileName,
        version,
        account,
        assignedCount,
        isDefault ? 'yes' : '',
        uuid,
      ]),
    ),
  )
}

/** From a file in our spelling (`profileName`) or in Apple's (`profile_name`). */
export async function defineDepProfile(
  means: Means,
  { account, file, previewOnly }: { account: string; file: string; previewOnly: boolean },
): Promise<void> {
  const { client, output } = means
  const { id: accountId } = await findAccount(client, account)
  const given = readJson(z.record(z.string(), z.unknown()), readText(file), file)
  const fields = 'profile_name' in given ? await ofApple(means, given, file) : given
  const preview = await client.call(DepProfilePreview, 'POST', '/dep/profiles/preview', {
    ...fields,
    accountId,
  })
  if (!output.json) for (const { message } of preview.warnings) output.print(`Note: ${message}`)
  if (previewOnly) return output.result(preview, () => JSON.stringify(preview.sent, null, 2))
  const profile = await client.call(DepProfile, 'POST', '/dep/profiles', { ...fields, accountId })
  output.result(profile, () => `Defined: ${profile.fields.profileName}, UUID ${profile.uuid}.`)
}

async function ofApple({ client, output }: Means, json: Record<string, unknown>, file: string) {
  const { fields, errors, unknown } = await client.call(DepProfileOfJson, 'POST', '/dep/profiles/read-json', {
    json,
  })
  if (errors.length > 0)
    throw new CommandError(
      `${file} does not fit: ${errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}`,
    )
  if (unknown.length > 0 && !output.json)
    output.print(`Left out, as Apple has no such field: ${unknown.join(', ')}`)
  return fields
}
