import { storable } from '../platform/db/storable.ts'
import type { ErrorLink } from '../protocol/mdm/poll.ts'
import type { CommandError, ErrorReason } from './answer-listener.ts'

/** What commands do, in words that follow "to". */
const acts: Record<string, string> = {
  DeviceInformation: 'say what it is',
  SecurityInfo: 'say how it is secured',
  ProfileList: 'list its profiles',
  InstallProfile: 'install a profile',
  RemoveProfile: 'remove a profile',
  InstallApplication: 'install an app',
  InstallEnterpriseApplication: 'install a package',
  AccountConfiguration: 'set up its accounts',
  DeviceConfigured: 'finish its setup',
  DeviceLock: 'lock itself',
  EraseDevice: 'erase itself',
  RestartDevice: 'restart',
  ClearPasscode: 'clear its passcode',
  Settings: 'take its name',
  RemoveApplication: 'remove an app',
}

export const actOf = (requestType: string): string =>
  Object.hasOwn(acts, requestType) ? acts[requestType]! : `do ${requestType}`

/** One reason in the device's answer, fit for the database. */
export const reasonIn = ({ ErrorCode, ...texts }: ErrorLink): ErrorReason => ({
  code: ErrorCode ?? null,
  ...Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, storable(text)]])),
  ),
})

/** The device's words for one reason; English where there is a choice, since the console is. */
export const wordsOf = ({ USEnglishDescription, LocalizedDescription }: ErrorReason): string | undefined =>
  USEnglishDescription ?? LocalizedDescription

/** The error in one line, the outermost reason first. */
export function reasonOf(error: CommandError): string {
  if ('unreadable' in error) return 'its answer cannot be read'
  const words = error.chain.map(
    (reason) => wordsOf(reason) ?? [reason.ErrorDomain, reason.code].filter((part) => part != null).join(' '),
  )
  if (words.length > 0) return words.join(' ← ')
  return error.status === 'CommandFormatError' ? 'it does not understand the command' : 'it gives no reason'
}
