import type { Platform } from '../platform/platform.ts'
import type { DeviceCommand, Operation } from '../protocol/google/android-management.ts'
import { GoogleError } from '../protocol/google/google-error.ts'
import { setDisabled } from './google-device-store.ts'
import type { DueCommand } from './google-command-store.ts'
import type { Management } from './open-google.ts'
import { syncDevice } from './sync-devices.ts'

/** What came of asking Google. `accepted`: it will tell the device; `pending`: the device has not done it yet. */
export type Attempt =
  | { state: 'accepted'; operation: string }
  | { state: 'pending'; message: null }
  | { state: 'again'; message: string; isForAll: boolean }
  | { state: 'done' | 'failed'; message: string | null; isGone?: boolean }

type Means = Pick<Platform, 'db' | 'clock'>

export async function attempt(means: Means, management: Management, command: DueCommand): Promise<Attempt> {
  try {
    return command.operation === null
      ? await start(means, management, command)
      : read(await management.api.getOperation(command.operation))
  } catch (error) {
    if (!(error instanceof GoogleError)) throw error
    if (error.kind === 'not-found') return missing(management, command)
    return refused(command, error)
  }
}

async function start(means: Means, management: Management, command: DueCommand): Promise<Attempt> {
  const { api } = management
  const { kind, name } = command
  if (kind === 'sync') {
    const device = await api.getDevice(name)
    await syncDevice(means, management, device)
    return { state: 'done', message: null }
  }
  if (kind === 'disable') {
    const disabledReason = { defaultMessage: 'This device was withdrawn by your organization.' }
    await api.patchDevice(name, { state: 'DISABLED', disabledReason })
    await setDisabled(means.db, name, true)
    return { state: 'done', message: null }
  }
  const seconds = secondsLeft(command, means.clock())
  const operation = await api.issueCommand(name, { type: types[kind], seconds })
  return operation.done ? read(operation) : { state: 'accepted', operation: operation.name }
}

const secondsLeft = ({ giveUpAt }: DueCommand, now: Date): number =>
  Math.max(60, Math.ceil((Date.parse(giveUpAt ?? '') - now.getTime()) / 1000) || 0)

const types: Record<'lock' | 'reboot' | 'wipe', DeviceCommand['type']> = {
  lock: 'LOCK',
  reboot: 'REBOOT',
  wipe: 'WIPE',
}

function read({ done, error, metadata }: Operation): Attempt {
  if (!done) return { state: 'pending', message: null }
  const code = metadata?.errorCode
  const isCode = code !== undefined && code !== 'COMMAND_ERROR_CODE_UNSPECIFIED'
  if (!isCode && error === undefined) return { state: 'done', message: null }
  const message = (isCode && errors[code]) || error?.message || code || 'Google does not say why.'
  return { state: 'failed', message }
}

/** Google's codes of commands that failed, from its documentation. */
const errors: Record<string, string> = {
  API_LEVEL: 'The Android version of the device is too old for this.',
  MANAGEMENT_MODE: 'Google cannot do this with a device that is managed in this way.',
  INVALID_VALUE: 'Google says that a value of the command is not valid.',
  UNSUPPORTED: 'The device cannot do this. A newer Android Device Policy app on it may.',
}

const gone = 'Google does not have the device any more.'

/**
 * A device that is gone was erased where that was wanted, and cannot be used through Google any more. Where Google has the device
 * and has forgotten the command, nobody knows what became of it.
 */
async function missing({ api }: Management, { kind, name, operation }: DueCommand): Promise<Attempt> {
  if (operation !== null && (await hasDevice(api, name)))
    return { state: 'failed', message: 'Google does not say any more what became of it.' }
  const isDone = kind === 'disable' || (kind === 'wipe' && operation !== null)
  return { state: isDone ? 'done' : 'failed', message: gone, isGone: true }
}

async function hasDevice(api: Management['api'], name: string): Promise<boolean> {
  try {
    await api.getDevice(name)
    return true
  } catch (error) {
    // What cannot be read is not known to be gone.
    return !(error instanceof GoogleError) || error.kind !== 'not-found'
  }
}

/** What Google refuses for what the command is stays refused; all else may go well later. A withdrawn device is never given up. */
const refused = ({ kind }: DueCommand, error: GoogleError): Attempt =>
  error.kind === 'bad-request' && kind !== 'disable'
    ? { state: 'failed', message: error.message }
    : { state: 'again', message: error.message, isForAll: forAll.has(error.kind) }

const forAll = new Set<GoogleError['kind']>(['credentials', 'terms', 'throttled', 'unavailable'])
