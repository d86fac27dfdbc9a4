import { sql } from 'kysely'
import { listAuthorityCertificates } from '../apple/authority.ts'
import { stateAt, stateText, type StateFacts } from '../dep/account-state.ts'
import type { DepAccountState } from '../contract/dep.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { listBulkStandings } from '../android/code/bulk-standing.ts'
import { listPolicyStandings } from '../policies/policy-standing.ts'
import { pushCertificateState } from '../push/certificate-state.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import {
  profileKey,
  type AccountFacts,
  type ListFacts,
  type ProfileFacts,
  type Surroundings,
} from './facts.ts'

/** What devices have in common: a handful of rows, read for one device or for all. */
export async function loadSurroundings({
  db,
  clock,
  publicUrl,
  secrets,
}: Pick<Platform, 'db' | 'clock' | 'publicUrl' | 'secrets'>): Promise<Surroundings> {
  const now = clock()
  const [settings, certificates, push, accounts, profiles, policies, lists] = await Promise.all([
    readEnrollmentSettings(db),
    listAuthorityCertificates(db),
    pushCertificateState(db, now),
    listAccounts(db, now),
    listProfiles(db),
    listPolicyStandings({ db, secrets }),
    listLists({ db, secrets, clock, publicUrl }),
  ])
  return {
    now,
    publicUrl: publicUrl(),
    settings,
    authorities: certificates.map(({ purpose, certificate }) => ({
      purpose,
      expiresAt: certificate.validToDate.toISOString(),
    })),
    push,
    accounts,
    policies,
    lists,
    profiles: new Map(profiles.map((profile) => [profileKey(profile), profile])),
  }
}

async function listLists(
  means: Pick<Platform, 'db' | 'clock' | 'publicUrl' | 'secrets'>,
): Promise<ListFacts[]> {
  const rows = await means.db
    .selectFrom('google_enrollment_token')
    .select('bulk_enrollment_id as id')
    .where('expires_at', '>', means.clock().toISOString())
    .execute()
  const google = new Set(rows.map(({ id }) => id))
  return (await listBulkStandings(means)).map((list) => ({ ...list, hasGoogleCode: google.has(list.id) }))
}

async function listAccounts(db: Db, now: Date): Promise<AccountFacts[]> {
  const rows = await db
    .selectFrom('dep_account')
    .select(['id', 'name', 'state', 'apple_code', 'state_facts', 'token_expires_at', 'default_profile_id'])
    .orderBy('name')
    .execute()
  return rows.map((row) => {
    const state = stateAt(row.state as DepAccountState, row.token_expires_at, now)
    return {
      id: row.id,
      name: row.name,
      state,
      stateText: stateText(state, row.apple_code, row.state_facts as StateFacts),
      defaultProfileId: row.default_profile_id,
    }
  })
}

async function listProfiles(db: Db): Promise<ProfileFacts[]> {
  const { rows } = await sql<ProfileFacts>`
    select p.id, p.account_id as "accountId", p.uuid, p.name, p.version,
      coalesce(p.fields ->> 'configurationWebUrl', p.fields ->> 'url', '') as address,
      coalesce(p.fields ->> 'configurationWebUrl', '') <> '' as "hasWebView",
      coalesce((p.fields ->> 'isSupervised')::boolean, false) as "isSupervised",
      coalesce((p.fields ->> 'isMandatory')::boolean, false) as "isMandatory",
      (select jsonb_build_object('id', l.id, 'version', l.version) from dep_profile l
        where coalesce(l.line_id, l.id) = coalesce(p.line_id, p.id) and l.version > p.version
        order by l.version desc limit 1) as latest
    from dep_profile p`.execute(db)
  return rows
}
