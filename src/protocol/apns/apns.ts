import { z } from 'zod'

/** A push that tells a managed device to ask its server for commands (apple-mdm.md 5.3). It carries nothing else. */
export type MdmPush = {
  token: Uint8Array
  magic: string
  topic: string
  /** Until then Apple keeps it for a device that is away; the last one of a device counts. */
  expiresAt: Date
}

export const pushPath = (token: Uint8Array): string => `/3/device/${Buffer.from(token).toString('hex')}`

/** The headers that Apple names for an MDM push. 10: deliver at once. */
export const pushHeaders = ({ topic, expiresAt }: MdmPush): Record<string, string> => ({
  'apns-topic': topic,
  'apns-push-type': 'mdm',
  'apns-priority': '10',
  'apns-expiration': String(Math.floor(expiresAt.getTime() / 1000)),
})

export const pushBody = ({ magic }: MdmPush): string => JSON.stringify({ mdm: magic })

/** What Apple said; `reason` is empty for a push that was taken. */
export type ApnsAnswer = { status: number; reason: string; apnsId: string | null }

const Refused = z.object({ reason: z.string() })

/** An answer without a readable reason is known by its status. */
export function readAnswer(status: number, body: string, apnsId: string | null): ApnsAnswer {
  return { status, reason: status === 200 ? '' : reasonIn(body), apnsId }
}

function reasonIn(body: string): string {
  try {
    return Refused.safeParse(JSON.parse(body)).data?.reason.slice(0, 100) ?? ''
  } catch {
    return ''
  }
}

export type Verdict =
  /** Apple has it. */
  | 'taken'
  /** The device has given up this token. */
  | 'token-gone'
  /** The certificate is not, or no longer, good for this. */
  | 'certificate-refused'
  /** Too much, or Apple's trouble: the same push later. */
  | 'later'
  /** Wrong in itself: it would be refused again. */
  | 'refused'

const aboutCertificate = ['BadCertificate', 'BadCertificateEnvironment', 'TopicDisallowed', 'BadTopic']

export function verdictOn({ status, reason }: Pick<ApnsAnswer, 'status' | 'reason'>): Verdict {
  if (status === 200) return 'taken'
  if (status === 410 || reason === 'BadDeviceToken') return 'token-gone'
  if (status === 403 || aboutCertificate.includes(reason)) return 'certificate-refused'
  return status === 429 || status >= 500 ? 'later' : 'refused'
}
