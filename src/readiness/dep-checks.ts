import type { ReadinessFix } from '../contract/readiness.ts'
import { fail, hint, openPage, pass, type Finding, type Judge } from './check.ts'
import {
  asksItsUser,
  comesByDep,
  profileKey,
  type DepFacts,
  type DeviceFacts,
  type ProfileFacts,
  type Surroundings,
} from './facts.ts'
import { fittingPlatforms, platformAtApple } from './platform-at-apple.ts'
import { inWords, supervisedPolicies } from './policy-checks.ts'
import { isAccountWell, leadsHere } from './server-faults.ts'

/** Checks of Apple's record, for devices that are to come by it and are not enrolled yet. */

type Seen = { device: DeviceFacts; dep: DepFacts; around: Surroundings }

const ofListed =
  (judge: (seen: Seen) => Finding): Judge =>
  (device, around) =>
    isAwaited(device) && device.dep ? judge({ device, dep: device.dep, around }) : undefined

const isAwaited = (device: DeviceFacts) => device.status === 'enrolling' && comesByDep(device)

export const profileOf = ({ dep, around }: Pick<Seen, 'dep' | 'around'>): ProfileFacts | undefined =>
  hasProfile(dep) && dep.profileUuid
    ? around.profiles.get(profileKey({ accountId: dep.accountId, uuid: dep.profileUuid }))
    : undefined

const hasProfile = ({ profileStatus }: DepFacts) => ['assigned', 'pushed'].includes(profileStatus)

const accountOf = ({ dep, around }: Seen) => around.accounts.find(({ id }) => id === dep.accountId)

export const checkListed: Judge = (device, around) => {
  if (!isAwaited(device)) return undefined
  const { serial, dep } = device
  if (dep) return pass(`Apple lists ${serial} in ${accountOf({ device, dep, around })?.name}.`)
  if (around.accounts.length === 0)
    return fail(
      `It is to come by Apple’s DEP, and there is no Apple account.`,
      openPage('Connect Apple', '/dep/accounts', 'dep.token:read'),
    )
  return fail(
    `Apple lists no device with the serial number ${serial} in ${accountNames(around)}. Check the number, and at Apple which MDM server the device is assigned to.`,
    syncOf(around),
  )
}

const accountNames = ({ accounts }: Surroundings) =>
  accounts.length === 1 ? accounts[0]?.name : `any of the ${accounts.length} Apple accounts`

function syncOf({ accounts }: Surroundings): ReadinessFix {
  const [first, ...others] = accounts
  if (!first || others.length > 0) return openPage('See the accounts', '/dep/accounts', 'dep.token:read')
  return {
    kind: 'call',
    label: 'Ask Apple now',
    method: 'POST',
    path: `/dep/accounts/${first.id}/sync`,
    body: {},
    permission: 'dep.token:write',
  }
}

/** The platform of a record never changes. */
export const checkPlatform = ofListed(({ device: { platform }, dep }) => {
  const actual = platformAtApple(dep)
  if (actual === undefined) return undefined
  if (fittingPlatforms[actual].includes(platform)) return pass(`Apple’s record says ${dep.family} too.`)
  return fail(
    `The record is for ${platform}, and Apple says that the device is of the family ${dep.family}. Delete the record and add the device as ${actual}.`,
  )
})

/** W26: assigned, and confirmed by Apple's own record. */
export const checkProfile = ofListed((seen) => {
  const { device, dep } = seen
  if (dep.wish?.state === 'waiting')
    return fail(
      dep.wish.isRemoval
        ? 'Its profile is to be removed at Apple.'
        : 'A profile is chosen for it, and Apple has not confirmed it yet.',
      openPage('See what waits', `/dep/assignments?q=${device.serial}`, 'dep.token:read'),
    )
  if (!hasProfile(dep)) return fail(noProfileText(dep), assignFix(seen))
  const profile = profileOf(seen)
  return profile
    ? pass(`Apple has assigned the profile “${profile.name}”, version ${profile.version}.`)
    : pass(`Apple has assigned the profile ${dep.profileUuid}, which Muster has not read yet.`)
})

function noProfileText({ wish }: DepFacts): string {
  if (wish?.state === 'failed' && !wish.isRemoval) return 'Apple refused to assign the profile.'
  return 'No profile is assigned to it at Apple: it would be set up without enrolling.'
}

function assignFix(seen: Seen): ReadinessFix {
  const profileId = accountOf(seen)?.defaultProfileId
  const { serial } = seen.device
  return profileId
    ? assigning(profileId, serial, 'Assign the default profile')
    : openPage('Choose a profile', `/dep/devices?q=${serial}`, 'dep.token:read')
}

const assigning = (profileId: string, serial: string | null, label: string): ReadinessFix => ({
  kind: 'call',
  label,
  method: 'POST',
  path: `/dep/profiles/${profileId}/assign`,
  body: { serials: [serial] },
  permission: 'dep.token:write',
})

/** W25: an edit is another profile, and devices keep the one that they were assigned. */
export const checkVersion = ofListed((seen) => {
  const profile = profileOf(seen)
  if (!profile) return undefined
  const { name, version, latest } = profile
  if (!latest) return pass(`Version ${version} of “${name}” is the latest.`)
  return fail(
    `It has version ${version} of “${name}”; the latest is version ${latest.version}.`,
    assigning(latest.id, seen.device.serial, `Assign version ${latest.version}`),
  )
})

export const checkAddress = ofListed((seen) => {
  const profile = profileOf(seen)
  if (!profile) return undefined
  return leadsHere(profile, seen.around)
    ? pass('The profile sends it to this server.')
    : fail(
        `The profile “${profile.name}” sends it to ${originOf(profile)}, not to this server (${seen.around.publicUrl}).`,
        openPage('Open the profile', `/dep/profiles/${profile.id}`, 'dep.token:read'),
      )
})

const originOf = ({ address }: ProfileFacts) => (URL.canParse(address) ? new URL(address).origin : 'nowhere')

/** Where the user is to sign in, to type a key and code or to choose, Setup Assistant must know the address of the pages. */
export const checkWebView = ofListed((seen) => {
  const profile = profileOf(seen)
  if (!profile || !asksItsUser(seen.device)) return undefined
  return profile.hasWebView
    ? pass('The profile has the address of the pages on which the device asks its user.')
    : fail(
        `The profile “${profile.name}” has no web view URL: the device could not ask its user and would be refused.`,
        openPage('Revise the profile', `/dep/profiles/${profile.id}/revise`, 'dep.token:write'),
      )
})

/** W23: the device would not heed the policies that need it. Without any, what the profile does is only told. Macs do not ask. */
export const checkSupervised = ofListed((seen) => {
  const profile = profileOf(seen)
  if (!profile) return undefined
  if (profile.isSupervised) return pass('The profile supervises it.')
  const mend = openPage('Revise the profile', `/dep/profiles/${profile.id}/revise`, 'dep.token:write')
  const needing = supervisedPolicies(seen.device, seen.around)
  if (needing.length > 0)
    return fail(
      `The profile does not supervise it, and ${inWords(needing)} has an effect on supervised devices only.`,
      mend,
    )
  return hint(
    'The profile does not supervise it: restrictions that Apple keeps for supervised devices have no effect.',
    mend,
  )
})

/** W24: until a device has enrolled with it, a mistake in it is easier to leave when it is not mandatory. */
export const checkMandatory = ofListed((seen) => {
  const profile = profileOf(seen)
  if (!profile || seen.dep.isProven || !profile.isMandatory) return undefined
  return hint(
    'The profile is mandatory, and no device has enrolled with it yet. For the first tries leave it optional, so that a device is not stuck if something is wrong.',
    openPage('Revise the profile', `/dep/profiles/${profile.id}/revise`, 'dep.token:write'),
  )
})

export const checkToken = ofListed((seen) => {
  const account = accountOf(seen)
  if (!account) return undefined
  if (account.state === 'ok') return pass(`The server token of ${account.name} is good.`)
  const text = `${account.name}: ${account.stateText}`
  const mend = openPage('Open the account', `/dep/accounts/${account.id}`, 'dep.token:read')
  return isAccountWell(account.state) ? hint(text, mend) : fail(text, mend)
})
