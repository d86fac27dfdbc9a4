import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'

/** Ways in which Apple's list of an account and ours may differ. */
export const DifferenceKind = z.enum([
  /** Apple lists the device, we did not. */
  'missing-here',
  /** We had the device in the account, Apple does not list it. */
  'missing-there',
  /** As before, and another account of ours has it now. */
  'moved',
  /** Facts about the device that Apple tells differently. */
  'facts',
  /** Facts that we know and Apple does not tell any more. */
  'facts-blank',
  /** Apple has another profile than the one wanted, or than the one in our record. */
  'other-profile',
  /** Apple has no profile where one is wanted, or is in our record. */
  'profile-removed',
  /** Apple has a profile where we had it removed. */
  'profile-unwanted',
  /** A record that is to enroll by DEP, with a serial number that no account lists. */
  'not-listed',
  /** The device is enrolled here, and Apple has released it. */
  'enrolled-released',
])
export type DifferenceKind = z.infer<typeof DifferenceKind>

/** `mended`: made equal at once. `resolved`: was open and had gone by the next reconciliation. */
export const DifferenceState = z.enum(['open', 'decided', 'mended', 'resolved'])
export type DifferenceState = z.infer<typeof DifferenceState>

export const DifferenceDecision = z.enum([
  /** Assign the profile that we want again. */
  'assign-ours',
  /** Remove the profile again. */
  'remove-again',
  /** What Apple has is what we want from now on. */
  'take-apple',
  /** Withdraw the device record. */
  'withdraw',
  /** Nothing is done, and it is not listed as open again while it stays as it is. */
  'leave',
])
export type DifferenceDecision = z.infer<typeof DifferenceDecision>

export const DepDifference = z.object({
  id: Id,
  serial: z.string(),
  kind: DifferenceKind,
  state: DifferenceState,
  /** What differs; null is "nothing". Profiles are told by name and UUID. */
  fields: z.array(
    z.object({ field: z.string(), apple: z.string().nullable(), muster: z.string().nullable() }),
  ),
  /** What may be decided about it; empty unless it is open or was left as it is. */
  decisions: z.array(DifferenceDecision),
  decision: DifferenceDecision.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: Timestamp.nullable(),
  foundAt: Timestamp,
  closedAt: Timestamp.nullable(),
  reconciliationId: Id.nullable(),
  deviceId: Id.nullable(),
  deviceIdentifier: z.string().nullable(),
})
export type DepDifference = z.infer<typeof DepDifference>

export const DepDifferenceQuery = ListQuery.omit({ sort: true }).extend({
  kind: DifferenceKind.optional(),
  state: DifferenceState.optional(),
  /** Only what this reconciliation found. */
  reconciliation: Id.optional(),
})

const KindCount = z.object({ kind: DifferenceKind, mended: z.int(), open: z.int(), decided: z.int() })

export const DepReconciliation = z.object({
  id: Id,
  accountId: Id,
  cause: z.enum(['nightly', 'asked']),
  requestedBy: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  /** What a running one is at: first a sync, then Apple's whole list, then the comparison. */
  phase: z.enum(['sync', 'fetch', 'compare']).nullable(),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  /** Devices known here at the start: about as many as Apple will list. */
  expected: z.int(),
  pages: z.int(),
  listed: z.int(),
  /** Differences made equal by it, and those that waited for a decision at its end. */
  mended: z.int(),
  open: z.int(),
  kinds: z.array(KindCount),
  error: z.string().nullable(),
})
export type DepReconciliation = z.infer<typeof DepReconciliation>

/** How an account stands: its last reconciliation and what waits for a decision now. */
export const DepReconciliationStatus = z.object({
  accountId: Id,
  account: z.string(),
  last: DepReconciliation.nullable(),
  /** The last one that came to its end. */
  lastDone: DepReconciliation.nullable(),
  open: z.int(),
  openKinds: z.array(z.object({ kind: DifferenceKind, open: z.int() })),
  /** When the next nightly one is due; null without a good token. */
  nextAt: Timestamp.nullable(),
})
export type DepReconciliationStatus = z.infer<typeof DepReconciliationStatus>
export const DepReconciliationReport = DepReconciliationStatus.extend({
  /** Newest first, at most 30. */
  history: z.array(DepReconciliation),
})
export type DepReconciliationReport = z.infer<typeof DepReconciliationReport>

export const DecideDifference = z.strictObject({ decision: DifferenceDecision })
/** Those named, or all open ones (of a kind). `preview` says what would happen and changes nothing. */
export const DecideDifferences = z
  .strictObject({
    decision: DifferenceDecision,
    ids: z.array(Id).min(1).max(10_000).optional(),
    kind: DifferenceKind.optional(),
    preview: z.boolean().default(false),
  })
  .refine(({ ids, kind }) => (ids === undefined) !== (kind === undefined), {
    path: ['ids'],
    error: 'give either ids or a kind',
  })
export const DecidedDifferences = z.object({
  /** Decided, or with `preview` those that would be. */
  decided: z.int(),
  /** Left out: the decision does not fit them, or they are closed already. */
  skipped: z.int(),
})
export type DecidedDifferences = z.infer<typeof DecidedDifferences>
