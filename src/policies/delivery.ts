import type { PolicyState } from '../contract/policy.ts'
import type { PolicyKind } from '../contract/policy-content.ts'
import type { PolicyFacts } from './policy.ts'

/** Pure rules on what an enrolled device was sent. */

/** `sent`: on its way. `removing` with an error: the device refused to give it up. */
export type DeliveryState = 'sent' | 'installed' | 'failed' | 'removing' | 'removed'

export type Delivered = {
  policyId: string
  name: string
  kind: PolicyKind
  identifier: string
  state: DeliveryState
  /** Sent last. */
  version: number
  /** Confirmed last. */
  installedVersion: number | null
  error: string | null
  at: string
}

export type DeliveryPlan = {
  /** Given up first, so that what has the same place is free. */
  remove: Delivered[]
  /** In the order given; `replaces` is the other identifier under which the device has an earlier version. */
  install: { policy: PolicyFacts; replaces: string | null }[]
  /** Not wanted any more, and not to be removed: never arrived, cannot be named, or another policy gives the same. */
  forget: Delivered[]
}

/**
 * What is to be sent to a device so that it has what is given. What failed is not sent again before it has changed or somebody
 * asks for it.
 */
export function planDelivery(given: readonly PolicyFacts[], delivered: readonly Delivered[]): DeliveryPlan {
  const wanted = new Set(given.map(({ id }) => id))
  const byPolicy = new Map(delivered.map((row) => [row.policyId, row]))
  const unwanted = delivered.filter(
    ({ policyId, state }) => !wanted.has(policyId) && state !== 'removing' && state !== 'removed',
  )
  const names = new Set(given.map(({ identifier }) => identifier))
  const isRemovable = (row: Delivered) =>
    mayBeThere(row) && row.identifier !== '' && !names.has(row.identifier)
  return {
    remove: unwanted.filter((row) => isRemovable(row)),
    forget: unwanted.filter((row) => !isRemovable(row)),
    install: given.flatMap((policy) => {
      const row = byPolicy.get(policy.id)
      if (row && !isBehind(row, policy)) return []
      return [{ policy, replaces: row && isRemovable(row) ? row.identifier : null }]
    }),
  }
}

const isBehind = ({ state, version }: Delivered, policy: PolicyFacts) =>
  state === 'removing' || state === 'removed' || version !== policy.version

const mayBeThere = ({ state, installedVersion }: Delivered) =>
  state === 'removed' ? false : state !== 'failed' || installedVersion !== null

/** How the state of a policy on a device is shown; undefined row: nothing was sent yet. */
export function shownState(
  applies: boolean,
  row: Pick<Delivered, 'state' | 'error'> | undefined,
): PolicyState {
  if (row?.state === 'removing') return row.error === null ? 'removing' : 'failed'
  if (!applies)
    return row && row.state !== 'removed' ? (row.state === 'sent' ? 'pending' : row.state) : 'not-applicable'
  if (!row || row.state === 'sent' || row.state === 'removed') return 'pending'
  return row.state
}
