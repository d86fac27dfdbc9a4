import { systemActor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'

const quietMs = 3600_000
const mostAddresses = 1000

export type NoteDamage = (address: string) => Promise<void>

/**
 * Somebody sent a state that this server did not make, or changed one: for the audit log, at most once an hour for each address
 * and process. There is no arrival of it, since nothing says which device it is.
 */
export function damageNoter({ db, clock }: Platform): NoteDamage {
  const lastNoted = new Map<string, number>()
  return async (address) => {
    const now = clock().getTime()
    if (now - (lastNoted.get(address) ?? -quietMs) < quietMs) return
    if (lastNoted.size >= mostAddresses) lastNoted.clear()
    lastNoted.set(address, now)
    await db.transaction().execute((trx) =>
      recordAudit(
        trx,
        { ...systemActor, address },
        {
          action: 'web-view.state-refused',
          target: { kind: 'web-view', id: address },
          after: { why: 'The state of a page was changed, or is not from this server' },
        },
      ),
    )
  }
}
