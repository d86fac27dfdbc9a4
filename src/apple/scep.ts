import type { KeyObject } from 'node:crypto'
import type { Platform } from '../platform/platform.ts'
import { writeCertRep, type Outcome } from '../protocol/scep/cert-rep.ts'
import { readPkiRequest, type PkiRequest } from '../protocol/scep/pki-request.ts'
import type { Authority } from './authority.ts'
import { findCertificateDer, insertCertificate, sha256 } from './certificate-store.ts'
import { lockChallenge, setChallengeUsed, type Challenge } from './challenge-store.ts'
import { issueIdentity } from './identity-certificate.ts'
import type { Trx } from '../platform/db/database.ts'

/** Answers a PKIOperation. A refusal is an answer too (apple-mdm.md 3.6). @throws {ScepError} for what cannot be read */
export async function answerPkiRequest(platform: Platform, ca: Authority, bytes: Buffer): Promise<Buffer> {
  const request = readPkiRequest(bytes, ca)
  const outcome = await outcomeOf(platform, ca, request)
  if ('failInfo' in outcome)
    platform.log.info(
      { failInfo: outcome.failInfo, messageType: request.messageType },
      'SCEP request refused',
    )
  return writeCertRep(request, ca, outcome)
}

const refused = { failInfo: 'badRequest' } as const

/** Renewal comes with a new profile, and so with a new challenge; a certificate alone renews nothing. */
async function outcomeOf(
  { db, clock }: Platform,
  ca: Authority,
  { messageType, csr: { publicKey, challengePassword } }: PkiRequest,
): Promise<Outcome> {
  if (messageType !== 'PKCSReq' || !challengePassword) return refused
  if (!isStrong(publicKey)) return { failInfo: 'badAlg' }
  return db.transaction().execute(async (trx) => {
    const challenge = await lockChallenge(trx, challengePassword)
    const now = clock()
    if (!challenge || Date.parse(challenge.expiresAt) <= now.getTime()) return refused
    return redeem(trx, ca, { challenge, publicKey, now })
  })
}

const isStrong = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048

type Redemption = { challenge: Challenge; publicKey: KeyObject; now: Date }

/** Devices repeat a request whose answer was lost: the same key gets the same certificate, another key gets nothing. */
async function redeem(trx: Trx, ca: Authority, { challenge, publicKey, now }: Redemption): Promise<Outcome> {
  const { id, deviceId, binding, used } = challenge
  const publicKeyHash = sha256(publicKey.export({ type: 'spki', format: 'der' }))
  if (used) {
    const same = used.publicKeyHash.equals(publicKeyHash)
    const der = same ? await findCertificateDer(trx, used.certificateId) : undefined
    return der ? { certificate: der } : refused
  }
  const issued = issueIdentity(ca, { publicKey, deviceId, binding, now })
  const certificateId = await insertCertificate(trx, { deviceId, binding, ...issued })
  await setChallengeUsed(trx, id, { publicKeyHash, certificateId, now })
  return { certificate: issued.der }
}
