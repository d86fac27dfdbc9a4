import type { Command } from '../../protocol/mdm/command.ts'
import type { ErrorLink } from '../../protocol/mdm/poll.ts'
import type { PlistDict } from '../../protocol/plist/plist.ts'
import type { Hardware } from './hardware.ts'
import { queryResponses } from './hardware.ts'

export type CommandAnswer = {
  status: 'Acknowledged' | 'Error' | 'CommandFormatError'
  results?: PlistDict
  errors?: ErrorLink[]
}

/** What commands can see and change. */
export type CommandState = { supervised: boolean; awaiting: boolean }

type Answerer = (hardware: Hardware, state: CommandState, command: Command) => CommandAnswer

const answerers: Record<string, Answerer> = {
  DeviceInformation: (hardware, state, { Queries: queries }) =>
    Array.isArray(queries)
      ? { status: 'Acknowledged', results: { QueryResponses: queryResponses(hardware, state, queries) } }
      : { status: 'CommandFormatError' },

  DeviceConfigured: (_hardware, state) => {
    if (!state.awaiting) return refusal(12026, 'The device is not awaiting its configuration')
    state.awaiting = false
    return { status: 'Acknowledged' }
  },
}

/** Does a command. Those that no simulated device knows are errors, as on a real one. */
export function answerCommand(hardware: Hardware, state: CommandState, command: Command): CommandAnswer {
  // The server chooses the name, and may choose `constructor`.
  const answerer = Object.hasOwn(answerers, command.RequestType) ? answerers[command.RequestType] : undefined
  return answerer
    ? answerer(hardware, state, command)
    : refusal(12021, `"${command.RequestType}" is not a valid request type`)
}

const refusal = (code: number, description: string): CommandAnswer => ({
  status: 'Error',
  errors: [
    {
      ErrorCode: code,
      ErrorDomain: 'MCMDMErrorDomain',
      LocalizedDescription: description,
      USEnglishDescription: description,
    },
  ],
})
