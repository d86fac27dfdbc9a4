import type {
  AttributeRule,
  BulkEnrollment,
  BulkEnrollmentPatch,
  NewBulkEnrollment,
} from '../../contract/bulk-enrollment.ts'
import { tokenDays } from '../../contract/bulk-enrollment.ts'
import { spreadDefaults } from '../../devices/spread-defaults.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordEvents } from '../../platform/audit/timeline.ts'
import { uniqueViolation, type Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { hashToken } from '../../platform/secrets/password.ts'
import type { Secrets } from '../../platform/secrets/secrets.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { holdUser } from '../../users/user-store.ts'
import { defaultErrors } from '../../devices/attribute-rules.ts'
import {
  findBulk,
  insertBulk,
  lockBulk,
  setBulk,
  type BulkColumns,
  type BulkRecord,
} from './bulk-enrollment-store.ts'
import { newBulkToken, tokenExpiry, tokenPlace } from './bulk-token.ts'

export type BulkPlatform = Pick<Platform, 'db' | 'secrets' | 'clock'>
/** Sees the bulk enrollment as it stands, locked, and may refuse (If-Match). */
export type Expect = (current: BulkRecord) => void

export const bulkNotFound = (id: string): Problem => new Problem('bulk-enrollment.not-found', { id })

export async function addBulk(
  platform: BulkPlatform,
  actor: Actor,
  input: NewBulkEnrollment,
): Promise<BulkRecord> {
  const { db, secrets, clock } = platform
  const { name, withoutToken, expiresInDays = tokenDays.initial, attributes, defaultAttributes } = input
  checkDefaults(attributes, defaultAttributes)
  const id = uuidv7()
  return refusingTakenName(name, () =>
    db.transaction().execute(async (trx) => {
      const now = clock()
      await insertBulk(trx, {
        id,
        name,
        description: input.description ?? null,
        user_id: await userId(trx, input.userName),
        without_token: withoutToken,
        attributes: JSON.stringify(attributes),
        default_attributes: JSON.stringify(defaultAttributes),
        attributes_follow_list: input.attributesFollowList,
        now,
        ...(withoutToken ? {} : sealedToken(secrets, id, { days: expiresInDays, now })),
      })
      const record = await readBack(trx, id, now)
      await noteBulk(trx, actor, record.bulk, { happening: 'created', after: factsOf(record.bulk) })
      return record
    }),
  )
}

export async function changeBulk(
  { db, clock }: BulkPlatform,
  actor: Actor,
  id: string,
  { patch, expect }: { patch: BulkEnrollmentPatch; expect: Expect },
): Promise<BulkRecord> {
  return refusingTakenName(patch.name ?? '', () =>
    db.transaction().execute(async (trx) => {
      const now = clock()
      const current = await lockOrRefuse(trx, id, now)
      expect(current)
      await setBulk(trx, id, await columnsOf(trx, patch), now)
      const record = await readBack(trx, id, now)
      const [before, after] = [factsOf(current.bulk), factsOf(record.bulk)]
      if (JSON.stringify(before) === JSON.stringify(after)) return current
      checkDefaults(after.attributes, after.defaultAttributes)
      await spreadDefaults(trx, actor, {
        bulk: { id, name: after.name },
        before: before.defaultAttributes,
        after: after.defaultAttributes,
        enrolledToo: after.attributesFollowList,
        now,
      })
      await noteBulk(trx, actor, record.bulk, { happening: 'changed', before, after })
      return record
    }),
  )
}

async function columnsOf(trx: Trx, patch: BulkEnrollmentPatch): Promise<BulkColumns> {
  const { name, description, userName, attributes, defaultAttributes, attributesFollowList } = patch
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(userName === undefined ? {} : { user_id: await userId(trx, userName) }),
    ...(attributes === undefined ? {} : { attributes: JSON.stringify(attributes) }),
    ...(defaultAttributes === undefined ? {} : { default_attributes: JSON.stringify(defaultAttributes) }),
    ...(attributesFollowList === undefined ? {} : { attributes_follow_list: attributesFollowList }),
  }
}

function checkDefaults(rules: readonly AttributeRule[], values: Readonly<Record<string, string>>): void {
  const errors = defaultErrors(rules, values)
  if (errors.length === 0) return
  const detail = errors.map(({ message }) => message).join('; ')
  throw new Problem('bulk-enrollment.attribute-invalid', { detail, errors })
}

/** I23: what was printed with the old token does not enroll any more. */
export const refreshToken = (platform: BulkPlatform, actor: Actor, id: string): Promise<BulkRecord> =>
  changeToken(platform, actor, id, (now) => ({
    happening: 'token-refreshed',
    columns: sealedToken(platform.secrets, id, { days: tokenDays.initial, now }),
  }))

/** I25, I26: the token ends so many days from now, which may be sooner than before. */
export const extendToken = (
  platform: BulkPlatform,
  actor: Actor,
  id: string,
  days: number,
): Promise<BulkRecord> =>
  changeToken(platform, actor, id, (now) => ({
    happening: 'token-extended',
    columns: { token_expires_at: tokenExpiry(now, days), token_set_at: now },
  }))

type TokenChange = { happening: string; columns: BulkColumns }

function changeToken(
  { db, clock }: BulkPlatform,
  actor: Actor,
  id: string,
  change: (now: Date) => TokenChange,
): Promise<BulkRecord> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const current = await lockOrRefuse(trx, id, now)
    if (current.bulk.withoutToken) throw new Problem('bulk-enrollment.without-token', { id })
    const { happening, columns } = change(now)
    await setBulk(trx, id, columns, now)
    const record = await readBack(trx, id, now)
    const expiry = (tokenExpiresAt: string | null) => ({ tokenExpiresAt })
    await noteBulk(trx, actor, record.bulk, {
      happening,
      before: expiry(current.bulk.tokenExpiresAt),
      after: expiry(record.bulk.tokenExpiresAt),
    })
    return record
  })
}

export type SealedToken = { bulk: { id: string }; tokenSealed: Buffer | null }

/** The clear token, for those who may see it. */
export const openBulkToken = (secrets: Secrets, { bulk, tokenSealed }: SealedToken): string | null =>
  tokenSealed ? secrets.openText(tokenPlace(bulk.id), tokenSealed) : null

function sealedToken(secrets: Secrets, id: string, { days, now }: { days: number; now: Date }) {
  const token = newBulkToken()
  return {
    token_sealed: secrets.seal(tokenPlace(id), token),
    token_hash: hashToken(token),
    token_expires_at: tokenExpiry(now, days),
    token_set_at: now,
  }
}

export async function lockOrRefuse(trx: Trx, id: string, now: Date): Promise<BulkRecord> {
  const record = await lockBulk(trx, id, now)
  if (!record) throw bulkNotFound(id)
  return record
}

async function userId(trx: Trx, userName: string | null | undefined): Promise<string | null> {
  if (!userName) return null
  const id = await holdUser(trx, userName)
  if (!id) throw new Problem('user.not-found', { detail: `There is no user ${userName}`, userName })
  return id
}

async function readBack(trx: Trx, id: string, now: Date): Promise<BulkRecord> {
  const record = await findBulk(trx, id, now)
  if (!record) throw new Error('A bulk enrollment that was just written is gone')
  return record
}

const factsOf = ({
  name,
  description,
  withoutToken,
  userName,
  attributes,
  defaultAttributes,
  attributesFollowList,
  tokenExpiresAt,
}: BulkRecord['bulk']) => ({
  name,
  description,
  withoutToken,
  userName,
  attributes,
  defaultAttributes,
  attributesFollowList,
  tokenExpiresAt,
})

type Note = { happening: string; before?: unknown; after?: unknown }
type Subject = Pick<BulkEnrollment, 'id' | 'name'>

const sentences: Record<string, string> = {
  created: 'added the bulk enrollment',
  changed: 'changed the bulk enrollment',
  deleted: 'deleted the bulk enrollment',
  'token-refreshed': 'made a new token of the bulk enrollment',
  'token-extended': 'set another expiry of the token of the bulk enrollment',
  configured: 'changed the configuration of the bulk enrollment',
  'list-changed': 'changed the list of devices of the bulk enrollment',
}

/** Timeline, live update and audit record. Call it last in the transaction. */
export async function noteBulk(
  trx: Trx,
  actor: Actor,
  { id, name }: Subject,
  { happening, before, after }: Note,
): Promise<void> {
  const kind = `bulk-enrollment.${happening}`
  const summary = `${actor.name} ${sentences[happening] ?? happening} ${name}.`
  await recordEvents(trx, [
    { subject: { kind: 'bulk-enrollment', id }, kind, actor: actor.name, summary, facts: {} },
  ])
  await announce(trx, { topic: 'bulk-enrollment', id })
  await recordAudit(trx, actor, {
    action: kind,
    target: { kind: 'bulk-enrollment', id, name },
    before,
    after,
  })
}

async function refusingTakenName<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (uniqueViolation(error) !== 'bulk_enrollment_name_key') throw error
    throw new Problem('bulk-enrollment.already-exists', { name }, { cause: error })
  }
}
