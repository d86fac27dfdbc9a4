import type { DepAccount } from '../contract/dep.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { ServerToken } from '../protocol/dep/server-token.ts'
import type { Account as AppleAccount } from '../protocol/dep/wire.ts'
import { accountFacts } from './account-facts.ts'
import { sealKey } from './account-key.ts'
import { getAccountRow, lockAccount, updateAccount, type AccountRow } from './account-store.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { accountTarget, getAccount } from './change-account.ts'
import { consumerKeyHash, sealToken } from './server-token-store.ts'
import { readToken, type ReadToken } from './read-token.ts'
import { enqueueSync } from './start-sync.ts'

/**
 * Takes a server token: reads it, asks Apple with it, compares it with what is known, and only then replaces the old one.
 * Saving starts a sync (C22, C23).
 */
export async function exchangeToken(
  { platform, apple }: { platform: Platform; apple: Apple },
  actor: Actor,
  accountId: string,
  file: Uint8Array,
): Promise<DepAccount> {
  const { db, secrets, clock } = platform
  const account = await getAccountRow(db, accountId)
  const read = readToken(secrets, account, file)
  const facts = await askWithToken(apple, read.token, clock())
  return db.transaction().execute(async (trx) => {
    const locked = await lockAccount(trx, accountId)
    await refuseOtherServer(trx, locked, { token: read.token, facts })
    if (read.isStaged) await promoteKey(trx, platform, locked, read)
    await storeToken(trx, platform, { accountId, token: read.token, facts })
    return announceToken(trx, platform, actor, locked)
  })
}

/** The token is not stored before Apple has answered it. */
export async function askWithToken(apple: Apple, token: ServerToken, now: Date): Promise<AppleAccount> {
  if (token.accessTokenExpiry <= now) {
    const expired = token.accessTokenExpiry.toISOString().slice(0, 10)
    throw new Problem('dep-token.expired', {
      detail: `The token expired on ${expired}. Download a new one at Apple.`,
    })
  }
  try {
    return await apple.clientOf(token).account()
  } catch (error) {
    throw error instanceof DepError ? problemOf(error, now) : error
  }
}

type Checked = { token: ServerToken; facts: AppleAccount }

/** An account is one MDM server at Apple for good: its devices and profiles are that server's (C27). */
export async function refuseOtherServer(
  trx: Trx,
  account: Pick<AccountRow, 'id' | 'name' | 'server_uuid' | 'server_name' | 'consumer_key_hash'> | null,
  { token, facts }: Checked,
): Promise<void> {
  if (account && isOtherServer(account, { token, facts })) throw otherServer(account, facts)
  if (!facts.server_uuid) return
  let holders = trx.selectFrom('dep_account').select('name').where('server_uuid', '=', facts.server_uuid)
  if (account) holders = holders.where('id', '<>', account.id)
  const holder = await holders.executeTakeFirst()
  if (!holder) return
  const detail = `The account “${holder.name}” holds this MDM server (${facts.server_name ?? facts.server_uuid}) already. Upload the token there.`
  throw new Problem('dep-token.server-taken', { detail, account: holder.name })
}

/** Another administrator's token of the same server has another consumer key, so the server's own name decides where it is known. */
function isOtherServer(
  { server_uuid, consumer_key_hash }: Pick<AccountRow, 'server_uuid' | 'consumer_key_hash'>,
  { token, facts }: Checked,
): boolean {
  if (server_uuid && facts.server_uuid) return server_uuid !== facts.server_uuid
  return consumer_key_hash !== null && !consumer_key_hash.equals(consumerKeyHash(token))
}

function otherServer(
  { name, server_name, server_uuid }: Pick<AccountRow, 'name' | 'server_name' | 'server_uuid'>,
  facts: AppleAccount,
): Problem {
  const ours = server_name ?? server_uuid ?? 'another one'
  const theirs = facts.server_name ?? facts.server_uuid ?? 'another one'
  const detail = `The account “${name}” belongs to the MDM server “${ours}” at Apple, the token to “${theirs}”. Download the token of “${ours}”, or make a new account for “${theirs}”.`
  return new Problem('dep-token.other-server', { detail, expected: ours, found: theirs })
}

export async function storeToken(
  trx: Trx,
  { secrets }: Platform,
  { accountId, token, facts }: Checked & { accountId: string },
): Promise<void> {
  await updateAccount(trx, accountId, {
    token_sealed: sealToken(secrets, accountId, token),
    consumer_key_hash: consumerKeyHash(token),
    token_expires_at: token.accessTokenExpiry,
    state: 'ok',
    apple_code: null,
    state_facts: '{}',
    state_since: new Date(),
    ...accountFacts(facts),
  })
}

async function promoteKey(
  trx: Trx,
  { secrets }: Platform,
  account: AccountRow,
  { key, certificatePem }: ReadToken,
): Promise<void> {
  // Somebody may have renewed again while Apple was asked; the key that read this token is the one to keep.
  const isCurrent = account.staged_certificate_pem === certificatePem
  await updateAccount(trx, account.id, {
    certificate_pem: certificatePem,
    private_key_sealed: sealKey(secrets, 'private_key_sealed', account.id, key),
    ...(isCurrent ? { staged_certificate_pem: null, staged_private_key_sealed: null } : {}),
  })
}

export async function announceToken(
  trx: Trx,
  platform: Platform,
  actor: Actor,
  { id, token_sealed }: Pick<AccountRow, 'id' | 'token_sealed'>,
): Promise<DepAccount> {
  const account = await getAccount(trx, id, platform.clock())
  const until = account.tokenExpiresAt?.slice(0, 10)
  await recordEvents(trx, [
    {
      subject: { kind: 'dep-account', id },
      kind: 'dep-account.token-saved',
      actor: actor.name,
      summary: `A server token of “${account.serverName ?? account.name}” was validated, decrypted and saved; it is good until ${until}.`,
    },
  ])
  await enqueueSync(trx, platform, { accountId: id, mode: 'delta' })
  await recordAudit(trx, actor, {
    action: token_sealed ? 'dep-account.token-replaced' : 'dep-account.token-added',
    target: accountTarget(account),
    after: {
      serverUuid: account.serverUuid,
      adminId: account.adminId,
      tokenExpiresAt: account.tokenExpiresAt,
    },
  })
  return getAccount(trx, id, platform.clock())
}
