import { z } from 'zod'
import type { PlistDict } from '../plist/plist.ts'
import type { Command } from './command.ts'
import { text } from './fields.ts'
import { ErrorLink } from './poll.ts'
import { check } from './read-message.ts'

/** Right 2048; supervised iPhones, iPads and Apple TVs, and Macs. The name is at most 63 bytes on the network, longer on the screen. */
export const deviceName = (name: string): Command => ({
  RequestType: 'Settings',
  Settings: [{ Item: 'DeviceName', DeviceName: name }],
})

const Answer = z.object({
  Settings: z
    .array(z.object({ Status: text, ErrorChain: z.array(ErrorLink).catch([]).default([]) }))
    .max(100)
    .default([]),
})
export type SettingsAnswer = z.output<typeof Answer>

/**
 * The answer to `Settings`: one result for each setting, `Acknowledged` or `Error`, also where the command itself is acknowledged
 * (developer.apple.com/documentation/devicemanagement/settingsresponse). @throws {MdmError}
 */
export const readSettingsAnswer = (content: PlistDict): SettingsAnswer =>
  check(Answer, content, 'The answer to Settings')

/** Right 4096. The app must have been installed by management; iOS, tvOS, macOS 11. */
export const removeApplication = (bundleIdentifier: string): Command => ({
  RequestType: 'RemoveApplication',
  Identifier: bundleIdentifier,
})
