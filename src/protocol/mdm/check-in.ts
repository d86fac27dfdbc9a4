import { z } from 'zod'
import { buildPlist } from '../plist/plist.ts'
import { bytes, flag, hasSender, sender, senderMissing, text } from './fields.ts'
import { MdmError } from './mdm-error.ts'
import { present } from './present.ts'
import { check, readDict } from './read-message.ts'

const message = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ MessageType: z.literal(type), ...sender, ...shape })

/**
 * https://developer.apple.com/documentation/devicemanagement/check-in — names are Apple's. Members that Apple
 * sends only with certain rights or on certain systems are optional; unknown ones are dropped.
 */
export const CheckIn = z
  .discriminatedUnion('MessageType', [
    message('Authenticate', {
      Topic: z.string(),
      DeviceName: text,
      Model: text,
      ModelName: text,
      OSVersion: text,
      BuildVersion: text,
      ProductName: text,
      SerialNumber: text,
      IMEI: text,
      MEID: text,
    }),
    message('TokenUpdate', {
      Topic: z.string(),
      Token: bytes,
      PushMagic: z.string(),
      UnlockToken: bytes.optional().catch(undefined),
      AwaitingConfiguration: flag,
    }),
    message('CheckOut', { Topic: text }),
    message('UserAuthenticate', { DigestResponse: text }),
    message('SetBootstrapToken', { BootstrapToken: bytes.optional(), AwaitingConfiguration: flag }),
    message('GetBootstrapToken', {}),
    message('DeclarativeManagement', { Endpoint: z.string(), Data: bytes.optional() }),
    message('GetToken', {
      TokenServiceType: z.string(),
      TokenParameters: z
        .record(z.string(), z.union([z.string(), bytes]))
        .optional()
        .catch(undefined),
    }),
  ])
  .refine(hasSender, senderMissing)
export type CheckIn = z.infer<typeof CheckIn>
export type CheckInOf<T extends CheckIn['MessageType']> = Extract<CheckIn, { MessageType: T }>

const messageTypes = new Set<string>([
  'Authenticate',
  'TokenUpdate',
  'CheckOut',
  'UserAuthenticate',
  'SetBootstrapToken',
  'GetBootstrapToken',
  'DeclarativeManagement',
  'GetToken',
])

/** Reads the body of a check-in request. @throws {MdmError} with reason `unknown-message` for a type of a later year */
export function readCheckIn(body: Uint8Array): CheckIn {
  const dict = readDict(body)
  const type = dict['MessageType']
  if (typeof type !== 'string') throw new MdmError('malformed', 'The message has no MessageType')
  if (!messageTypes.has(type)) throw new MdmError('unknown-message', `There is no message ${printable(type)}`)
  return check(CheckIn, dict, type)
}

const printable = (type: string) => JSON.stringify(type.replace(/[^\w.-]/g, '?').slice(0, 40))

/** The body as a device sends it. */
export const buildCheckIn = (message: CheckIn): string => buildPlist(present(message))
