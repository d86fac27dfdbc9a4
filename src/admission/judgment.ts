import type { AdmissionReason } from '../contract/arrival.ts'

export type Facts = Record<string, unknown>

export type Judgment =
  | { verdict: 'pass' | 'note'; text: string; facts: Facts }
  | { verdict: 'stop'; reason: Exclude<AdmissionReason, 'admitted'>; text: string; facts: Facts }

/** What docs/admission.md says about a rule. */
export type RuleDescription = {
  name: string
  asks: string
  /** Why it may stop an arrival, and when it does. */
  stops: Partial<Record<Exclude<AdmissionReason, 'admitted'>, string>>
}

export const pass = (text: string, facts: Facts = {}): Judgment => ({ verdict: 'pass', text, facts })
export const note = (text: string, facts: Facts = {}): Judgment => ({ verdict: 'note', text, facts })
export const stop = (
  reason: Exclude<AdmissionReason, 'admitted'>,
  text: string,
  facts: Facts = {},
): Judgment => ({ verdict: 'stop', reason, text, facts })
