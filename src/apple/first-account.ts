import type { Device } from '../contract/device.ts'
import type { Trx } from '../platform/db/database.ts'
import { accountConfiguration } from '../protocol/mdm/account-configuration.ts'
import type { Command } from '../protocol/mdm/command.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { findUser } from '../users/user-store.ts'

/**
 * What a Mac is told of the account that its person makes in Setup Assistant (apple-mdm.md 5.2): the names of the user whom the
 * device is for, as the settings want it. Nothing without a user, or where the name makes no account name.
 */
export async function firstAccount(trx: Trx, { platform, userName }: Device): Promise<Command[]> {
  if (platform !== 'macos' || userName === null) return []
  const { macAccount } = await readEnrollmentSettings(trx)
  const shortName = accountName(userName)
  if (macAccount === 'ask' || shortName === '') return []
  const user = await findUser(trx, { by: 'name', value: userName })
  const primary = { fullName: user?.name ?? userName, userName: shortName, locked: macAccount === 'lock' }
  return [accountConfiguration({ primary })]
}

const longestAccountName = 31

/** What macOS takes as the name of an account: of an address what stands before the "@". */
export const accountName = (userName: string): string =>
  userName
    .replace(/@.*$/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestAccountName)
