import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { defaultEnrollmentSettings, type EnrollmentSettings } from '../src/contract/settings.ts'
import { tokenPlace } from '../src/android/bulk/bulk-token.ts'
import { codePlace } from '../src/devices/store-device.ts'
import type { Db } from '../src/platform/db/database.ts'
import { createSecrets } from '../src/platform/secrets/secrets.ts'
import type { WholeContent } from '../src/policies/content.ts'
import { sealContent } from '../src/policies/open-content.ts'
import { uuidv7 } from '../src/platform/uuid.ts'
import { judgeReadiness } from '../src/readiness/judge.ts'
import { loadFacts } from '../src/readiness/load-facts.ts'
import { readyCondition } from '../src/readiness/ready-condition.ts'
import { loadSurroundings } from '../src/readiness/surroundings.ts'
import { storeEnrollmentSettings } from '../src/settings/settings-store.ts'
import { testDatabase } from './support/test-database.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const past = new Date('2026-02-01T12:00:00.000Z').toISOString()
const future = new Date('2026-04-01T12:00:00.000Z').toISOString()
const here = 'https://muster.example'
const secrets = createSecrets([randomBytes(32)])

const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const account = fc.record({
  state: mostly('ok', 'throttled', 'unavailable', 'token-invalid', 'terms-not-accepted', 'no-token'),
  expiresAt: mostly<string | null>(future, past, null),
})
const profile = fc.record({
  address: mostly(`${here}/apple/enroll`, 'https://other.example/enroll', 'nonsense'),
  hasNext: mostly(false, true),
  isSupervised: fc.boolean(),
  hasWebView: fc.boolean(),
})
const listing = fc.record({
  account: fc.constantFrom(0, 1),
  profile: mostly<number | null>(0, 1, null),
  status: mostly('assigned', 'pushed', 'empty', 'removed'),
  family: mostly<string | null>('iPad', 'iPhone', 'Mac', 'AppleTV', 'Vision', null),
  isGone: mostly(false, true),
  wish: mostly<string | null>(null, 'waiting', 'failed', 'assigned'),
  updatedAt: fc.constantFrom(past, future),
})
const list = fc.record({
  withoutToken: mostly(false, true),
  tokenEnds: mostly(future, past),
  isConfigured: mostly(true, false),
  hasGoogleCode: mostly(false, true),
})
/** What Android devices say, from a few numbers, so that some say the same. */
const imei = fc.constantFrom(null, '490154203237518', '356938035643809', '990000862471853', '352099001761481')
const device = fc.record({
  imei,
  imei2: mostly<string | null>(null, '490154203237518', '356938035643809', '867530912345670'),
  hasMeid: mostly(false, true),
  manufacturer: mostly<string | null>('Samsung', '', null),
  list: mostly<number | null>(0, 1, null),
  platform: fc.oneof(mostly('ipados', 'ios', 'macos', 'tvos', 'windows'), fc.constant('android')),
  status: mostly('enrolling', 'enrolled', 'withdrawn'),
  expiresAt: mostly<string | null>(future, past, null),
  hasSerial: mostly(true, false),
  depMethod: mostly<string | null>('Serial', 'Keycode', null),
  authentication: mostly('none', 'login', 'keycode'),
  hasCode: fc.boolean(),
  hasUser: fc.boolean(),
  ownership: mostly<string | null>(null, 'selectuser', 'corporate'),
  agent: fc.boolean(),
  source: mostly('dep', 'manual', 'csv', 'bulk'),
  identityEnds: fc.constantFrom(future, past, null),
  listings: fc.array(listing, { maxLength: 2 }),
  inGroup: fc.boolean(),
})
/** Given to a group that some devices are in. */
const policy = fc.record({
  supervised: fc.boolean(),
  isBroken: mostly(false, true),
  platform: mostly<string | null>(null, 'macos'),
})
const world = fc.record({
  accounts: fc.tuple(account, account),
  policies: fc.array(policy, { maxLength: 2 }),
  profiles: fc.tuple(profile, profile),
  lists: fc.tuple(list, list),
  devices: fc.array(device, { minLength: 1, maxLength: 12 }),
  url: mostly(here, 'http://muster.example', 'http://localhost:8080'),
  enforced: mostly(true, false),
  agent: fc.constantFrom<Partial<EnrollmentSettings>>(
    {},
    { agentAppId: '1', agentVersion: '3.10' },
    { agentAppId: '1', agentVersion: '3.3' },
    { agentManifestUrl: 'https://a.example', minimumAgentVersion: '' },
  ),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

async function build(
  db: Db,
  { accounts, profiles, policies, lists, devices, enforced, agent }: World,
): Promise<string[]> {
  await sql`truncate device, dep_account, app_user, dep_profile, policy, device_group, bulk_enrollment, google_enrollment_token cascade`.execute(
    db,
  )
  await storeEnrollmentSettings(db, {
    ...defaultEnrollmentSettings,
    checkInExpiryEnforced: enforced,
    ...agent,
  })
  const userId = uuidv7()
  await db.insertInto('app_user').values({ id: userId, user_name: 'ana' }).execute()
  const accountIds = accounts.map(() => uuidv7())
  for (const [n, { state, expiresAt }] of accounts.entries())
    await db
      .insertInto('dep_account')
      .values({
        id: accountIds[n]!,
        name: `account ${n}`,
        certificate_pem: '',
        private_key_sealed: Buffer.of(),
        state,
        token_expires_at: expiresAt,
      })
      .execute()
  // Every account has both profiles, and later versions of them where they are to have one.
  for (const account_id of accountIds)
    for (const [n, { address, hasNext, hasWebView, isSupervised }] of profiles.entries()) {
      const first = uuidv7()
      const common = {
        account_id,
        name: `P${n}`,
        fields: JSON.stringify({
          url: address,
          isSupervised,
          ...(hasWebView ? { configurationWebUrl: address } : {}),
        }),
        sent: '{}',
        created_by: 't',
      }
      await db
        .insertInto('dep_profile')
        .values({ ...common, id: first, uuid: `P${n}` })
        .execute()
      if (hasNext)
        await db
          .insertInto('dep_profile')
          .values({
            ...common,
            id: uuidv7(),
            uuid: `P${n}v2`,
            version: 2,
            previous_id: first,
            line_id: first,
          })
          .execute()
    }
  await addPolicies(db, policies)
  const listIds = await addLists(db, lists)
  const ids: string[] = []
  const context = { accountIds, listIds, userId, taken: new Set<string>() }
  for (const [n, one] of devices.entries()) ids.push(await addDevice(db, n, one, context))
  return ids
}

const androidAgent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://a.example/a.apk',
  signatureChecksum: 'gJD2YwtOiWJHkSMkkIfLRlj-quNqG1fb6v100QmzM9w',
}

async function addLists(db: Db, lists: World['lists']): Promise<string[]> {
  const ids: string[] = []
  for (const [n, { withoutToken, tokenEnds, isConfigured, hasGoogleCode }] of lists.entries()) {
    const id = uuidv7()
    ids.push(id)
    await db
      .insertInto('bulk_enrollment')
      .values({
        id,
        name: `list ${n}`,
        without_token: withoutToken,
        token_hash: withoutToken ? null : randomBytes(32),
        token_sealed: withoutToken ? null : secrets.seal(tokenPlace(id), 'token'),
        token_expires_at: withoutToken ? null : tokenEnds,
        configuration: JSON.stringify(isConfigured ? { agent: androidAgent } : {}),
      })
      .execute()
    if (hasGoogleCode)
      await sql`insert into google_enrollment_token (id, bulk_enrollment_id, name, policy_name, value_sealed, qr_sealed, expires_at, created_at)
        values (${uuidv7()}, ${id}, ${id}, 'p', '', '', ${future}, ${past})`.execute(db)
  }
  return ids
}

async function addPolicies(db: Db, policies: World['policies']): Promise<void> {
  await sql`insert into device_group (id, name) values (${uuidv7()}, 'G')`.execute(db)
  for (const [n, { supervised, isBroken, platform }] of policies.entries()) {
    const id = uuidv7()
    const content = { kind: 'passcode', minLength: 4 }
    await db
      .insertInto('policy')
      .values({
        id,
        name: `Policy ${n}`,
        kind: 'passcode',
        platforms: platform ? [platform] : [],
        priority: 1,
        identifier: id,
        content: JSON.stringify(content),
        content_sealed: isBroken ? Buffer.of(1) : sealContent(secrets, id, content as WholeContent),
        supervised,
      })
      .execute()
    await sql`insert into policy_group select ${id}, id from device_group`.execute(db)
  }
}

/** `taken`: IMEIs that a live record has; an index lets none have it twice. */
type Context = { accountIds: string[]; listIds: string[]; userId: string; taken: Set<string> }

async function addDevice(
  db: Db,
  n: number,
  one: World['devices'][number],
  context: Context,
): Promise<string> {
  const id = uuidv7()
  const serial = one.hasSerial ? `SERIAL${n}` : null
  const first = one.imei !== null && !context.taken.has(one.imei) ? one.imei : null
  if (first && one.status !== 'withdrawn') context.taken.add(first)
  await db
    .insertInto('device')
    .values({
      id,
      identifier: `d${n}`,
      platform: one.platform,
      status: one.status,
      serial,
      imei: first,
      imei2: one.imei2,
      meid: one.hasMeid ? 'A0000000002329' : null,
      manufacturer: one.manufacturer,
      bulk_enrollment_id: one.list === null ? null : context.listIds[one.list]!,
      expires_at: one.expiresAt,
      dep_method: one.depMethod,
      authentication: one.authentication,
      code_sealed: one.hasCode ? secrets.seal(codePlace(id), '83726451') : null,
      user_id: one.hasUser ? context.userId : null,
      agent_install_required: one.agent,
      ownership: one.ownership,
      source: one.source,
    })
    .execute()
  if (one.inGroup) await sql`insert into device_group_member select ${id}, id from device_group`.execute(db)
  if (one.identityEnds) await enroll(db, id, one.identityEnds)
  for (const [index, seen] of one.listings.entries()) {
    const depId = uuidv7()
    await db
      .insertInto('dep_device')
      .values({
        id: depId,
        account_id: context.accountIds[(seen.account + index) % 2]!,
        serial: `SERIAL${n}`,
        family: seen.family,
        profile_status: seen.status,
        profile_uuid: seen.profile === null ? null : `P${seen.profile}`,
        gone_since: seen.isGone ? past : null,
        updated_at: seen.updatedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    if (seen.wish)
      await sql`insert into dep_assignment (dep_device_id, state, requested_by)
        select id, ${seen.wish}, 't' from dep_device where id = ${depId}`.execute(db)
  }
  return id
}

async function enroll(db: Db, deviceId: string, notAfter: string): Promise<void> {
  const id = uuidv7()
  const common = { device_id: deviceId, udid: id }
  await db
    .insertInto('certificate')
    .values({
      ...common,
      id,
      serial: 'S',
      sha256: randomBytes(32),
      der: Buffer.of(),
      not_before: past,
      not_after: notAfter,
    })
    .execute()
  await db
    .insertInto('enrollment')
    .values({ ...common, id: uuidv7(), certificate_id: id, state: 'active', topic: 't' })
    .execute()
}

test('the database and the judge say the same of any devices', async () => {
  const { db } = await testDatabase()
  let ready = 0
  let not = 0
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const ids = await build(db, made)
      const around = await loadSurroundings({ db, clock: () => now, publicUrl: () => made.url, secrets })
      const facts = await loadFacts({ db, secrets }, ids)
      const judged = new Map(facts.map((one) => [one.id, judgeReadiness(one, around)]))
      const isReady = readyCondition(around)
      const rows = await db
        .selectFrom('device')
        .select(['id', isReady.as('ready')])
        .execute()
      expect(rows).toHaveLength(ids.length)
      for (const { id, ready: told } of rows) {
        expect({ told, checks: judged.get(id) }).toMatchObject({ told: judged.get(id)?.ready })
        if (told) ready += 1
        else not += 1
      }
    }),
    { numRuns: 80 },
  )
  // Both answers occur, so that agreeing means something.
  expect(Math.min(ready, not)).toBeGreaterThan(30)
})
