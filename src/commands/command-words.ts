import type { CommandError } from './answer-listener.ts'

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
}

export const actOf = (requestType: string): string =>
  Object.hasOwn(acts, requestType) ? acts[requestType]! : `do ${requestType}`

/** The error in one line: the device's words, outermost first. */
export function reasonOf(error: CommandError): string {
  if ('unreadable' in error) return 'its answer cannot be read'
  const words = error.chain.map(
    ({ code, ErrorDomain, USEnglishDescription, LocalizedDescription }) =>
      USEnglishDescription ??
      LocalizedDescription ??
      [ErrorDomain, code].filter((part) => part != null).join(' '),
  )
  if (words.length > 0) return words.join(' ← ')
  return error.status === 'CommandFormatError' ? 'it does not understand the command' : 'it gives no reason'
}
