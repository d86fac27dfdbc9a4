import { z } from 'zod'
import type { PlistDict, PlistValue } from '../plist/plist.ts'
import { isDict } from '../plist/plist.ts'
import type { Command } from './command.ts'
import { flag, text } from './fields.ts'
import { check } from './read-message.ts'

/** `payload` is the file as it is, signed or not. Right 2; a locked iPhone answers NotNow (apple-mdm.md 5.2). */
export const installProfile = (payload: Uint8Array): Command => ({
  RequestType: 'InstallProfile',
  Payload: Buffer.from(payload),
})

/** Right 2. The identifier is the profile's topmost; removing the enrollment profile ends the management of the device. */
export const removeProfile = (identifier: string): Command => ({
  RequestType: 'RemoveProfile',
  Identifier: identifier,
})

/** Right 1. All profiles, or those that came by this channel. */
export const profileList = ({ managedOnly }: { managedOnly?: boolean } = {}): Command => ({
  RequestType: 'ProfileList',
  ...(managedOnly === undefined ? {} : { ManagedOnly: managedOnly }),
})

const Content = z.object({
  PayloadType: z.string(),
  PayloadIdentifier: text,
  PayloadDisplayName: text,
})

const Profile = z.object({
  PayloadIdentifier: z.string(),
  PayloadUUID: text,
  PayloadDisplayName: text,
  PayloadOrganization: text,
  PayloadDescription: text,
  PayloadRemovalDisallowed: flag,
  IsEncrypted: flag,
  IsManaged: flag,
  HasRemovalPasscode: flag,
  /** How it came to the device, on Macs. */
  Source: text,
  PayloadContent: z
    .unknown()
    .optional()
    .transform((value) => readable(Content, value)),
  SignerCertificates: z
    .unknown()
    .optional()
    .transform((value) => (Array.isArray(value) ? value.filter((v) => v instanceof Uint8Array) : [])),
})
export type ListedProfile = z.infer<typeof Profile>

/** More than any device has. */
const mostProfiles = 1000

const Answer = z.object({ ProfileList: z.array(z.custom<PlistDict>((v) => isDict(v as PlistValue))) })

/** The answer to `ProfileList`; what is not a profile is passed over. @throws {MdmError} when there is no list */
export function readProfileList(content: PlistDict): ListedProfile[] {
  return readable(Profile, check(Answer, content, 'The answer to ProfileList').ProfileList)
}

const readable = <S extends z.ZodType>(schema: S, list: unknown): z.output<S>[] =>
  (Array.isArray(list) ? list.slice(0, mostProfiles) : []).flatMap((item: unknown) => {
    const { success, data } = schema.safeParse(item)
    return success ? [data] : []
  })
