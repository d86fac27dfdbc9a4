import type { Command } from '../../protocol/mdm/command.ts'
import type { PlistDict, PlistValue } from '../../protocol/plist/plist.ts'
import { accept, formatError, refusal, type CommandAnswer } from './command-answer.ts'
import type { CommandState } from './command-answers.ts'
import type { Hardware } from './hardware.ts'

/** One result for each setting, in their order; the command itself is acknowledged whatever they are (SettingsResponse). */
export function applySettings(hardware: Hardware, state: CommandState, command: Command): CommandAnswer {
  const settings = command['Settings']
  if (!Array.isArray(settings)) return formatError
  return accept({ Settings: settings.map((setting) => apply(hardware, state, setting)) })
}

function apply({ model }: Hardware, state: CommandState, setting: PlistValue): PlistDict {
  const { Item: item, DeviceName: name } = isDict(setting) ? setting : {}
  if (item !== 'DeviceName' || typeof name !== 'string') return fault('The setting is not known')
  if (model.family !== 'Mac' && !state.supervised) return fault('The device is not supervised')
  state.name = name
  return { Status: 'Acknowledged' }
}

const isDict = (value: PlistValue): value is PlistDict =>
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !(value instanceof Date)

const fault = (text: string): PlistDict => {
  const [{ ErrorCode, ...texts } = {}] = refusal(12064, text).errors ?? []
  return {
    Status: 'Error',
    ErrorChain: [{ ErrorCode: ErrorCode ?? 0, ...(texts as Record<string, string>) }],
  }
}
