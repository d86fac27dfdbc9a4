import { pbkdf2 } from 'node:crypto'
import { buildPlist } from '../plist/plist.ts'
import type { Command } from './command.ts'
import { present } from './present.ts'

export type AdminAccount = {
  shortName: string
  fullName?: string
  passwordHash: Uint8Array
  hidden?: boolean
}

/** What a Mac does about its first accounts. `admin` is needed for either of the first two. */
export type AccountConfiguration = {
  skipPrimaryAccount?: boolean
  primaryIsRegularUser?: boolean
  primary?: {
    fullName?: string
    userName?: string
    /** The person cannot change the names that are given. */
    locked?: boolean
    /** The names are not filled in from the sign-in of the setup. */
    dontAutoPopulate?: boolean
  }
  /** Macs take the first only. */
  admin?: AdminAccount
  managedUserShortName?: string
}

/** Macs that wait for DeviceConfigured only (apple-mdm.md 5.2). @throws {RangeError} when an admin is needed and missing */
export function accountConfiguration(o: AccountConfiguration): Command {
  if ((o.skipPrimaryAccount || o.primaryIsRegularUser) && !o.admin)
    throw new RangeError('Without a first account that may administer the Mac, another one is needed')
  const { primary = {} } = o
  return {
    RequestType: 'AccountConfiguration',
    ...present({
      SkipPrimarySetupAccountCreation: o.skipPrimaryAccount,
      SetPrimarySetupAccountAsRegularUser: o.primaryIsRegularUser,
      PrimaryAccountFullName: primary.fullName,
      PrimaryAccountUserName: primary.userName,
      LockPrimaryAccountInfo: primary.locked,
      DontAutoPopulatePrimaryAccountInfo: primary.dontAutoPopulate,
      AutoSetupAdminAccounts: o.admin && [adminAccount(o.admin)],
      ManagedLocalUserShortName: o.managedUserShortName,
    }),
  }
}

const adminAccount = ({ shortName, fullName, passwordHash, hidden }: AdminAccount) => ({
  shortName,
  ...present({ fullName, hidden }),
  passwordHash: Buffer.from(passwordHash),
})

/** Within what Macs accept: 20,000 to 40,000. */
const iterations = 35_000
const entropyBytes = 128

/** The hash of a password in the form that Macs keep: a property list with SALTED-SHA512-PBKDF2. `salt` has 32 bytes. */
export async function macPasswordHash(password: string, salt: Uint8Array): Promise<Buffer> {
  if (salt.length !== 32) throw new RangeError('The salt has 32 bytes')
  const entropy = await new Promise<Buffer>((resolve, reject) =>
    pbkdf2(password, salt, iterations, entropyBytes, 'sha512', (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
  return Buffer.from(buildPlist({ 'SALTED-SHA512-PBKDF2': { entropy, salt: Buffer.from(salt), iterations } }))
}
