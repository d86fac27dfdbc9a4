import type { Trx } from '../platform/db/database.ts'
import type { PlistDict } from '../protocol/plist/plist.ts'

/** Why a device did not do what it was told, as it says it, outermost reason first. */
export type CommandError =
  | { status: 'Error' | 'CommandFormatError'; chain: ErrorReason[] }
  /** The answer could not be read. */
  | { unreadable: string }

export type ErrorReason = {
  code: number | null
  ErrorDomain?: string
  LocalizedDescription?: string
  USEnglishDescription?: string
}

export type KeyedAnswer = {
  key: string
  commandId: string
  requestType: string
  deviceId: string
  enrollmentId: string
  /** `not-now` may come many times; the others are the end. An enrollment that ends takes its commands with it silently. */
  state: 'acknowledged' | 'error' | 'not-now' | 'cancelled'
  error?: CommandError | undefined
  /** What the device sent, with the results of the command. */
  content?: PlistDict | undefined
  now: Date
}

/**
 * A room that wants to know what becomes of its commands: those whose key begins with the prefix. Wired in app.ts, so that rooms
 * do not know each other. Called in the transaction that stores the answer, with the rows of device and enrollment locked; what
 * it throws undoes the answer.
 */
export type AnswerListener = {
  prefix: string
  onAnswer(trx: Trx, answer: KeyedAnswer): Promise<void>
}

export async function tellListeners(
  trx: Trx,
  listeners: readonly AnswerListener[],
  answer: Omit<KeyedAnswer, 'key'> & { key: string | null },
): Promise<boolean> {
  const { key } = answer
  if (key === null) return false
  const concerned = listeners.filter(({ prefix }) => key.startsWith(prefix))
  for (const listener of concerned) await listener.onAnswer(trx, { ...answer, key })
  return concerned.length > 0
}
