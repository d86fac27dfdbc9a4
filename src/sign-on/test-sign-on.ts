import type { SignOnTest, TestSignOn } from '../contract/sign-on.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { countTry, forgetFailures } from '../platform/secrets/attempts.ts'
import { verifyPassword } from '../platform/secrets/password.ts'
import { findUserPassword, signOnSubject } from '../users/user-password.ts'
import { findTypedUser } from '../users/user-store.ts'
import { askProvider } from './ask-provider.ts'
import { askCounted } from './prove-by-directory.ts'
import type { Person } from './sign-on-result.ts'
import { loadSignOnSettings } from './sign-on-settings-store.ts'
import { beginWalk, SignOnFailure, type Walk } from './steps.ts'

/** A test counts as a try, so that an admin cannot guess faster than a person. */
async function countTest({ db }: Platform, actor: Actor, tested: Tested): Promise<void> {
  if (tested.userName) await countTry(db, [signOnSubject(tested.userName)])
  await db.transaction().execute((trx) =>
    recordAudit(trx, actor, {
      action: 'sign-on.tested',
      target: { kind: 'setting', id: 'authentication', name: tested.by },
      after: { userName: tested.userName },
    }),
  )
}

type Tested = { by: 'password' | 'ldap' | 'oidc'; userName?: string }

/** The talk as it would be for a person, with what is stored, whether it is switched on or not; nobody signs on. */
export async function testDirectory(
  platform: Platform,
  actor: Actor,
  typed: TestSignOn,
): Promise<SignOnTest> {
  const { db } = platform
  const { ldap, createUsers } = await loadSignOnSettings(db)
  if (!ldap.url) throw new Problem('sign-on.not-configured', { detail: 'No directory is named' })
  await countTest(platform, actor, { by: 'ldap', userName: typed.userName })
  return finish(platform, typed, async (walk) => {
    const person = await askCounted(platform, { ldap, walk }, typed)
    await stepUser(platform, walk, { person, createUsers })
  })
}

export async function testLocalPassword(
  platform: Platform,
  actor: Actor,
  typed: TestSignOn,
): Promise<SignOnTest> {
  const { db } = platform
  await countTest(platform, actor, { by: 'password', userName: typed.userName })
  return finish(platform, typed, async (walk) => {
    const found = await walk.step(
      'user',
      async () => {
        const user = await findTypedUser(db, typed.userName)
        if (!user) throw new SignOnFailure('unknown-user', 'No user has this name')
        return user
      },
      ({ userName }) => `The user ${userName}`,
    )
    await walk.step(
      'password',
      async () => {
        const hash = await findUserPassword(db, found.id)
        if (!hash) throw new SignOnFailure('wrong', 'The user has no password here')
        if (!(await verifyPassword(hash, typed.password))) throw new SignOnFailure('wrong', 'It is wrong')
      },
      () => 'The password is right',
    )
  })
}

export async function testProvider(platform: Platform, actor: Actor): Promise<SignOnTest> {
  const { oidc } = await loadSignOnSettings(platform.db)
  if (!oidc.issuer || !oidc.clientId)
    throw new Problem('sign-on.not-configured', { detail: 'No provider is named, or no client id' })
  await countTest(platform, actor, { by: 'oidc' })
  return finish(platform, undefined, (walk) => askProvider(platform, oidc, walk))
}

/** A test that came through gives the tries back. */
async function finish(
  { db }: Platform,
  typed: TestSignOn | undefined,
  talk: (walk: Walk) => Promise<void>,
): Promise<SignOnTest> {
  const walk = beginWalk()
  try {
    await talk(walk)
  } catch (error) {
    const noted = walk.steps.at(-1)?.ok === false
    if (noted) return { ok: false, steps: walk.steps }
    throw error
  }
  if (typed) await forgetFailures(db, [signOnSubject(typed.userName)])
  return { ok: true, steps: walk.steps }
}

type Admitting = { person: Person; createUsers: boolean }

const stepUser = ({ db }: Platform, walk: Walk, { person, createUsers }: Admitting) =>
  walk.step(
    'user',
    async () => {
      const user = await findTypedUser(db, person.userName)
      if (!user && !createUsers)
        throw new SignOnFailure('unknown-user', `There is no user ${person.userName} here`)
      return user
    },
    (user) => (user ? `The user ${user.userName}` : `The user ${person.userName} would be created`),
  )
