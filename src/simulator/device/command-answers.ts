import type { Command } from '../../protocol/mdm/command.ts'
import { isPin } from '../../protocol/mdm/device-acts.ts'
import { accept, formatError, refusal, type CommandAnswer } from './command-answer.ts'
import type { Hardware } from './hardware.ts'
import { queryResponses } from './hardware.ts'
import { installProfile, listProfiles, removeProfile, type KnownProfile } from './profile-answers.ts'
import { securityInfo } from './security-answer.ts'
import { applySettings } from './settings-answer.ts'

export type { CommandAnswer } from './command-answer.ts'

/** What commands can see and change. */
export type CommandState = {
  supervised: boolean
  awaiting: boolean
  /** By identifier; the enrollment profile is one of them. */
  profiles?: Map<string, KnownProfile>
  /** What the locked screen says and wants. */
  lock?: { pin?: string; message?: string; phoneNumber?: string }
  restarts?: number
  passcode?: boolean
  /** The name that it was told to have. */
  name?: string
  /** It erases itself when its answer is told, or loses the profile that it is managed by. */
  leaving?: 'erase' | 'unmanaged'
  /** Apps and packages that it was told to install. */
  applications?: Command[]
  accounts?: Command
}

type Answerer = (hardware: Hardware, state: CommandState, command: Command) => CommandAnswer

const isMac = ({ model }: Hardware) => model.family === 'Mac'

const answerers: Record<string, Answerer> = {
  DeviceInformation: (hardware, state, { Queries: queries }) =>
    Array.isArray(queries)
      ? accept({ QueryResponses: queryResponses(hardware, state, queries) })
      : formatError,
  Settings: applySettings,
  SecurityInfo: (hardware, state) => accept({ SecurityInfo: securityInfo(hardware, state) }),
  ProfileList: (_hardware, state, { ManagedOnly: managedOnly }) =>
    accept({ ProfileList: listProfiles(state, managedOnly === true) }),
  InstallProfile: (_hardware, state, { Payload: payload }) =>
    payload instanceof Uint8Array ? installProfile(state, payload) : formatError,
  RemoveProfile: (_hardware, state, { Identifier: identifier }) =>
    typeof identifier === 'string' ? removeProfile(state, identifier) : formatError,

  DeviceConfigured: (_hardware, state) => {
    if (!state.awaiting) return refusal(12026, 'The device is not awaiting its configuration')
    state.awaiting = false
    return accept()
  },
  AccountConfiguration: (hardware, state, command) => {
    if (!isMac(hardware)) return unknown(command)
    if (!state.awaiting) return refusal(12026, 'The device is not awaiting its configuration')
    state.accounts = command
    return accept()
  },

  DeviceLock: (hardware, state, { PIN: pin, Message: message, PhoneNumber: phoneNumber }) => {
    if (hardware.model.family === 'AppleTV') return refusal(12081, 'The device cannot be locked')
    const locked = typeof pin === 'string' && isPin(pin) ? { pin } : {}
    if (isMac(hardware) && !locked.pin) return refusal(12067, 'The PIN is missing or not valid')
    state.lock = {
      ...locked,
      ...(typeof message === 'string' ? { message } : {}),
      ...(typeof phoneNumber === 'string' ? { phoneNumber } : {}),
    }
    return accept(message === undefined ? {} : { MessageResult: 'Success' })
  },
  ClearPasscode: (hardware, state, command) => {
    if (isMac(hardware)) return unknown(command)
    if (!(command['UnlockToken'] instanceof Uint8Array)) return formatError
    state.passcode = false
    return accept()
  },
  EraseDevice: (hardware, state, { PIN: pin }) => {
    if (pin !== undefined && !(isMac(hardware) && typeof pin === 'string' && isPin(pin)))
      return refusal(12067, 'The PIN is missing or not valid')
    state.leaving = 'erase'
    return accept()
  },
  RestartDevice: (hardware, state) => {
    if (!isMac(hardware) && !state.supervised) return refusal(12064, 'The device is not supervised')
    state.restarts = (state.restarts ?? 0) + 1
    return accept()
  },

  InstallApplication: (_hardware, state, command) => {
    const identifier = command['Identifier'] ?? command['ManifestURL'] ?? command['iTunesStoreID']
    if (identifier === undefined) return formatError
    state.applications = [...(state.applications ?? []), command]
    const named = typeof command['Identifier'] === 'string' ? { Identifier: command['Identifier'] } : {}
    return accept({ ...named, State: 'Queued' })
  },
  InstallEnterpriseApplication: (hardware, state, command) => {
    if (!isMac(hardware)) return unknown(command)
    if (!command['Manifest'] && !command['ManifestURL']) return formatError
    state.applications = [...(state.applications ?? []), command]
    return accept()
  },
}

const unknown = ({ RequestType: requestType }: Command) =>
  refusal(12021, `"${requestType}" is not a valid request type`)

/** Does a command. Those that no simulated device knows are errors, as on a real one. */
export function answerCommand(hardware: Hardware, state: CommandState, command: Command): CommandAnswer {
  // The server chooses the name, and may choose `constructor`.
  const answerer = Object.hasOwn(answerers, command.RequestType) ? answerers[command.RequestType] : undefined
  return answerer ? answerer(hardware, state, command) : unknown(command)
}
