import type { User } from '../contract/user.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'

type SignedOnNote = {
  user: Pick<User, 'id' | 'userName'>
  by: 'password' | 'ldap' | 'oidc'
  address: string
}

/** Who proved who they are, by what and from where. */
export const noteSignedOn = (db: Db, { user, by, address }: SignedOnNote): Promise<void> =>
  db.transaction().execute((trx) =>
    recordAudit(
      trx,
      { ...systemActor, address },
      {
        action: 'sign-on.succeeded',
        target: { kind: 'user', id: user.id, name: user.userName },
        after: { by },
      },
    ),
  )

/** The name is what somebody typed. */
export const noteRefused = (
  db: Db,
  { userName, address }: { userName: string; address: string },
): Promise<void> =>
  db
    .transaction()
    .execute((trx) =>
      recordAudit(
        trx,
        { ...systemActor, address },
        { action: 'sign-on.refused', target: { kind: 'user', id: userName, name: userName } },
      ),
    )
