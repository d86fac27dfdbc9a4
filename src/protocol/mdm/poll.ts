import { z } from 'zod'
import { buildPlist, type PlistDict } from '../plist/plist.ts'
import { hasSender, sender, senderMissing, text } from './fields.ts'
import { present } from './present.ts'
import { check, readDict } from './read-message.ts'

/** One link of the chain that explains an error, outermost first. */
export const ErrorLink = z.object({
  ErrorCode: z.number().optional().catch(undefined),
  ErrorDomain: text,
  LocalizedDescription: text,
  USEnglishDescription: text,
})
export type ErrorLink = z.infer<typeof ErrorLink>

const ErrorChain = z.array(ErrorLink).optional().catch(undefined)
const answer = <S extends string>(status: S) =>
  z.object({
    Status: z.literal(status),
    ...sender,
    CommandUUID: z.string().min(1),
    RequestType: text,
    ErrorChain,
  })

/** What a device sends to ServerURL: that it has time, or what became of a command. */
const Poll = z
  .discriminatedUnion('Status', [
    z.object({ Status: z.literal('Idle'), ...sender }),
    answer('Acknowledged'),
    answer('Error'),
    answer('CommandFormatError'),
    answer('NotNow'),
  ])
  .refine(hasSender, senderMissing)

/** `content` is the whole message; the results of a command are members of it, for the readers in `command.ts`. */
export type PollMessage = z.infer<typeof Poll> & { content: PlistDict }

/** Lists of profiles and certificates go beyond 1 MiB on Macs. */
const maxBytes = 8 * 1024 * 1024

/**
 * Reads the body of a poll. Results are not looked at here, so that one of an unexpected shape cannot
 * keep the device's queue from moving on. @throws {MdmError}
 */
export function readPoll(body: Uint8Array): PollMessage {
  const content = readDict(body, { maxBytes })
  return { ...check(Poll, content, 'The poll'), content }
}

/** The body as a device sends it; `results` are the members that answer the command. */
export const buildPoll = (message: z.infer<typeof Poll>, results: PlistDict = {}): string =>
  buildPlist({ ...present(message), ...results })
