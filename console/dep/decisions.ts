import type { DifferenceDecision, DifferenceKind } from '../../src/contract/dep-reconciliation.ts'
import type { Permission } from '../../src/contract/permissions.ts'

const decisions: Partial<Record<DifferenceKind, DifferenceDecision[]>> = {
  'facts-blank': ['take-apple', 'leave'],
  'other-profile': ['assign-ours', 'take-apple', 'leave'],
  'profile-unwanted': ['remove-again', 'take-apple', 'leave'],
  'not-listed': ['withdraw', 'leave'],
  'enrolled-released': ['withdraw', 'leave'],
}

/** What this person may decide about differences of a kind; to withdraw a record needs the right to devices. */
export const decisionsFor = (
  kind: DifferenceKind,
  can: (permission: Permission) => boolean,
): DifferenceDecision[] =>
  (decisions[kind] ?? []).filter((decision) => decision !== 'withdraw' || can('device:write'))
