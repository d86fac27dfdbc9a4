import { z } from 'zod'
import { Id, ListQuery, Name, Timestamp } from './common.ts'
import { DeviceStatus, Platform } from './device.ts'

/** `none`: not sent, because its mail waits or because it is handed over as a QR code. */
export const RequestStatus = z.enum(['none', 'sent', 'opened', 'accepted', 'expired', 'failed'])
export type RequestStatus = z.infer<typeof RequestStatus>
/** H30. A text message goes to the mobile number of the user; a QR code goes to nobody by itself. */
export const RequestChannel = z.enum(['mail', 'qr', 'sms'])
export type RequestChannel = z.infer<typeof RequestChannel>
export const RequestEnd = z.enum(['revoked', 'replaced'])
export type RequestEnd = z.infer<typeof RequestEnd>

export const EnrollmentRequest = z.object({
  id: Id,
  status: RequestStatus,
  channel: RequestChannel,
  recipient: z.string().nullable(),
  device: z
    .object({
      id: Id,
      identifier: z.string(),
      displayName: z.string().nullable(),
      platform: Platform,
      status: DeviceStatus,
    })
    .nullable(),
  userName: z.string().nullable(),
  name: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  sentAt: Timestamp.nullable(),
  /** When a person first did something on its page. A mail program that looks at the link does not count. */
  openedAt: Timestamp.nullable(),
  acceptedAt: Timestamp.nullable(),
  /** Why the link is not good any more, other than by time. */
  endReason: RequestEnd.nullable(),
  endedAt: Timestamp.nullable(),
  /** What the mail server said, or why there was no mail. */
  failure: z.string().nullable(),
})
export type EnrollmentRequest = z.infer<typeof EnrollmentRequest>

const mostAtOnce = 10_000
const chosen = {
  userNames: z.array(z.string().trim().min(1).max(100)).max(mostAtOnce).optional(),
  deviceIds: z.array(Id).max(mostAtOnce).optional(),
}
const someChosen = 'Name at least one user or device'

/** A user stands for each of their devices that may still enroll, or for themselves when there is none. */
export const NewEnrollmentRequests = z
  .strictObject({ ...chosen, channel: RequestChannel.default('mail') })
  .refine(({ userNames, deviceIds }) => Boolean(userNames?.length || deviceIds?.length), someChosen)
export type NewEnrollmentRequests = z.output<typeof NewEnrollmentRequests>

/** Beside names: everybody of an organization, every device of a group or with a tag, or of one import. */
export const RequestPreviewQuestion = z
  .strictObject({
    ...chosen,
    organization: Name.optional(),
    group: Name.optional(),
    tag: Name.optional(),
    /** H11: users whose e-mail address ends in this domain. */
    domain: z.string().trim().min(1).max(253).optional(),
    import: Id.optional(),
    channel: RequestChannel.default('mail'),
  })
  .refine(
    (o) =>
      [o.userNames, o.deviceIds, o.organization, o.group, o.tag, o.domain, o.import].some((c) => c?.length),
    someChosen,
  )
export type RequestPreviewQuestion = z.output<typeof RequestPreviewQuestion>

/** Why somebody cannot get a request. */
export const RequestRefusal = z.enum([
  'no-address',
  'no-number',
  'withdrawn',
  'expired',
  'only-known-devices',
  'not-found',
])
export type RequestRefusal = z.infer<typeof RequestRefusal>

export const RequestPreviewItem = z.object({
  deviceId: Id.nullable(),
  identifier: z.string().nullable(),
  userName: z.string().nullable(),
  name: z.string().nullable(),
  recipient: z.string().nullable(),
  refusal: RequestRefusal.nullable(),
  /** There is a request already, which the new one would replace. */
  replaces: z.boolean(),
})
export type RequestPreviewItem = z.infer<typeof RequestPreviewItem>

export const RequestPreview = z.object({
  counts: z.object({
    total: z.int(),
    ready: z.int(),
    refused: z.int(),
    replaced: z.int(),
    /** More were chosen than go at once. */
    left: z.int(),
  }),
  items: z.array(RequestPreviewItem),
  /** False as long as no mail can leave: mails and text messages wait then. */
  mailReady: z.boolean(),
})
export type RequestPreview = z.infer<typeof RequestPreview>

export const MadeRequests = z.object({
  counts: z.object({ made: z.int(), refused: z.int() }),
  /** The first 500. `link` is told this once, to those who may read codes. */
  items: z.array(EnrollmentRequest.extend({ link: z.string().nullable() })),
  refused: z.array(RequestPreviewItem),
})
export type MadeRequests = z.infer<typeof MadeRequests>

export const RequestQuery = ListQuery.pick({ limit: true, cursor: true, q: true }).extend({
  status: RequestStatus.optional(),
  channel: RequestChannel.optional(),
  device: Id.optional(),
  user: z.string().max(100).optional(),
})
export type RequestQuery = z.output<typeof RequestQuery>

/** What is printed on a handover sheet. */
export const HandoverSheet = z.object({
  request: EnrollmentRequest,
  organization: z.string(),
  link: z.string(),
  /** The QR code of the link as an SVG document. */
  qrSvg: z.string(),
  /** Null where the device is not checked in with a key and code. */
  key: z.string().nullable(),
  code: z.string().nullable(),
})
export type HandoverSheet = z.infer<typeof HandoverSheet>
