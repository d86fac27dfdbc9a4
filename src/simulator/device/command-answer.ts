import type { ErrorLink } from '../../protocol/mdm/poll.ts'
import type { PlistDict } from '../../protocol/plist/plist.ts'

export type CommandAnswer = {
  status: 'Acknowledged' | 'Error' | 'CommandFormatError' | 'NotNow'
  results?: PlistDict
  errors?: ErrorLink[]
}

export const accept = (results: PlistDict = {}): CommandAnswer => ({ status: 'Acknowledged', results })

export const formatError: CommandAnswer = { status: 'CommandFormatError' }

/** The reasons, outermost first. */
export const refusal = (code: number, ...descriptions: string[]): CommandAnswer => ({
  status: 'Error',
  errors: descriptions.map((description) => ({
    ErrorCode: code,
    ErrorDomain: 'MCMDMErrorDomain',
    LocalizedDescription: description,
    USEnglishDescription: description,
  })),
})
