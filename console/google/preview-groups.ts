import { AdmissionOutcome, type AdmissionReason } from '../../src/contract/arrival.ts'
import type { ZeroTouchEntry } from '../../src/contract/google.ts'

export type PreviewGroup = { outcome: AdmissionOutcome; reason: AdmissionReason; entries: ZeroTouchEntry[] }

/** Devices of which the same would become, those that are let in first. */
export function groupsOf(items: ZeroTouchEntry[]): PreviewGroup[] {
  const groups = Object.values(
    Object.groupBy(items, ({ outcome, reason }) => `${outcome} ${reason}`) as Record<
      string,
      ZeroTouchEntry[]
    >,
  )
  return groups
    .map((entries) => ({ outcome: entries[0]!.outcome, reason: entries[0]!.reason, entries }))
    .sort((a, b) => rank(a) - rank(b) || b.entries.length - a.entries.length)
}

const rank = ({ outcome }: PreviewGroup): number => AdmissionOutcome.options.indexOf(outcome)
