import type { KeyObject } from 'node:crypto'
import { holdDevice } from '../devices/device-store.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { writeCertRep } from '../protocol/scep/cert-rep.ts'
import { readPkiRequest, type PkiRequest } from '../protocol/scep/pki-request.ts'
import type { Authority } from './authority.ts'
import { findCertificateDer, insertCertificate } from './certificate-store.ts'
import { findChallenge, lockChallenge, setChallengeUsed, type Challenge } from './challenge-store.ts'
import { isActive, lockEnrollment } from './enrollment-store.ts'
import { issueIdentity } from './identity-certificate.ts'
import { publicKeyHashOf, renewIdentity } from './renew-identity.ts'
import { refused, type ScepOutcome } from './scep-outcome.ts'
import type { RefusalReason } from './refusal.ts'

export type PkiAnswer = { message: Buffer; refused: RefusalReason | undefined }

/** Answers a PKIOperation. A refusal is an answer too (apple-mdm.md 3.6). @throws {ScepError} for what cannot be read */
export async function answerPkiRequest(platform: Platform, ca: Authority, bytes: Buffer): Promise<PkiAnswer> {
  const request = readPkiRequest(bytes, ca)
  const outcome = await outcomeOf(platform, ca, request)
  const isRefused = 'failInfo' in outcome
  if (isRefused)
    platform.log.info(
      { failInfo: outcome.failInfo, why: outcome.reason, messageType: request.messageType },
      'SCEP request refused',
    )
  return {
    message: writeCertRep(request, ca, outcome),
    refused: isRefused ? outcome.reason : undefined,
  }
}

/** A challenge is good for a certificate of a new enrollment or of a renewal; the certificate itself for a renewal. */
async function outcomeOf(platform: Platform, ca: Authority, request: PkiRequest): Promise<ScepOutcome> {
  const { messageType, csr } = request
  if (!isStrong(csr.publicKey)) return refused('weak-key', 'badAlg')
  if (messageType === 'RenewalReq') return renewIdentity(platform, ca, request)
  const { publicKey, challengePassword } = csr
  if (messageType !== 'PKCSReq' || !challengePassword) return refused('bad-challenge')
  return platform.db.transaction().execute(async (trx) => {
    const now = platform.clock()
    const challenge = await lockInOrder(trx, challengePassword)
    if (!challenge || Date.parse(challenge.expiresAt) <= now.getTime()) return refused('bad-challenge')
    return redeem(trx, ca, { challenge, publicKey, now })
  })
}

/** Whoever renews holds the device and its enrollment first, and so does whoever makes the challenges of renewals. */
async function lockInOrder(trx: Trx, secret: string): Promise<Challenge | undefined> {
  const found = await findChallenge(trx, secret)
  if (!found?.enrollmentId) return found && lockChallenge(trx, secret)
  await holdDevice(trx, found.deviceId)
  await lockEnrollment(trx, found.enrollmentId)
  return lockChallenge(trx, secret)
}

const isStrong = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048

type Redemption = { challenge: Challenge; publicKey: KeyObject; now: Date }

/** Devices repeat a request whose answer was lost: the same key gets the same certificate, another key gets nothing. */
async function redeem(
  trx: Trx,
  ca: Authority,
  { challenge, publicKey, now }: Redemption,
): Promise<ScepOutcome> {
  const { id, deviceId, binding, enrollmentId, used } = challenge
  const publicKeyHash = publicKeyHashOf(publicKey)
  if (used) {
    const same = used.publicKeyHash.equals(publicKeyHash)
    const der = same ? await findCertificateDer(trx, used.certificateId) : undefined
    return der ? { certificate: der } : refused('bad-challenge')
  }
  if (enrollmentId && !(await isActive(trx, enrollmentId))) return refused('not-enrolled')
  const issued = issueIdentity(ca, { publicKey, deviceId, binding, now })
  const renewal = enrollmentId ? { renewsEnrollmentId: enrollmentId } : {}
  const certificateId = await insertCertificate(trx, { deviceId, binding, ...issued, ...renewal })
  await setChallengeUsed(trx, id, { publicKeyHash, certificateId, now })
  return { certificate: issued.der }
}
