import type { Platform } from '../platform/platform.ts'
import type { MdmPush } from '../protocol/apns/apns.ts'
import { openApns, type ApnsConnection } from './apns-connection.ts'
import { stateOf } from './certificate-state.ts'
import { findCertificate, openKey } from './certificate-store.ts'

export type ApnsPlace = {
  /** Apple's push service, or a simulated one. */
  apnsUrl: string
  /** PEM of the authority of a simulated one. */
  apnsCa?: string | undefined
}

/** A connection with the certificate that it speaks for. */
export type ReadySender = { topic: string; revision: number; send: ApnsConnection['send'] }

export type PushSender = {
  /** Undefined when there is no certificate that can be used now; `despiteRefusal` tries one that Apple refused. */
  ready(options?: { despiteRefusal?: boolean }): Promise<ReadySender | undefined>
  /** How many answers of each kind this server has got. */
  tally: Record<string, number>
  close(): void
}

/** So long a refused certificate rests before Apple is asked again. */
const restMs = 15 * 60_000

/** Holds the one connection of this server to Apple; a new certificate gets a new one. */
export function pushSender({ db, secrets, clock }: Platform, { apnsUrl, apnsCa }: ApnsPlace): PushSender {
  let current: { revision: number; connection: ApnsConnection } | undefined
  const tally: Record<string, number> = {}

  const connectionFor = (revision: number, open: () => ApnsConnection): ApnsConnection => {
    if (current?.revision === revision) return current.connection
    current?.connection.close()
    current = { revision, connection: open() }
    return current.connection
  }

  return {
    tally,
    async ready({ despiteRefusal = false } = {}) {
      const row = await findCertificate(db)
      const now = clock()
      const { state, refused } = stateOf(row, now)
      if (!row?.certificate_pem || !row.topic || state === 'expired') return undefined
      const rests = refused && Date.parse(refused.at) + restMs > now.getTime()
      if (rests && !despiteRefusal) return undefined
      const { certificate_pem: certificate, topic, revision } = row
      const connection = connectionFor(revision, () => {
        const key = openKey(secrets, 'private_key_sealed', row)!.export({ type: 'pkcs8', format: 'pem' })
        return openApns({ url: apnsUrl, ca: apnsCa, certificate, key: String(key) })
      })
      const send = async (push: MdmPush) => {
        try {
          const answer = await connection.send(push)
          count(tally, String(answer.status))
          return answer
        } catch (error) {
          count(tally, 'none')
          throw error
        }
      }
      return { topic, revision, send }
    },
    close: () => current?.connection.close(),
  }
}

const count = (tally: Record<string, number>, answer: string): void => {
  tally[answer] = (tally[answer] ?? 0) + 1
}
