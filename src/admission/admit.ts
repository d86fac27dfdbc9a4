import type { AdmissionReason, AdmissionStep } from '../contract/arrival.ts'
import type { AdmissionFacts, ArrivalClaims, Candidate, Decision } from './decision.ts'
import { deviceRules } from './device-rules.ts'
import { findingRules } from './finding-rules.ts'
import { linkRules } from './link-rules.ts'
import { wantsCode } from './judge-credential.ts'
import type { Judgment } from './judgment.ts'
import { survey, type Survey } from './survey.ts'

/**
 * Decides on an arrival. The rules are asked in the order of `admissionRules` until one stops; each adds a step. Nothing
 * but the arguments counts, so "what if" is the same call.
 */
export function admit(arrival: ArrivalClaims, facts: AdmissionFacts, now: Date): Decision {
  const seen = survey(arrival, facts, now)
  const steps: AdmissionStep[] = []
  for (const { name, judge } of arrival.link ? linkRules : findingRules) {
    const judgment = judge(seen)
    steps.push(stepOf(name, judgment))
    if (judgment.verdict === 'stop') return stopped(seen, judgment, steps)
  }
  // The finding rules have stopped every arrival without exactly one device.
  const device = seen.device!
  for (const { name, judge } of deviceRules) {
    const judgment = judge(seen, device)
    steps.push(stepOf(name, judgment))
    if (judgment.verdict === 'stop') return stopped(seen, judgment, steps)
  }
  return admitted(seen, device, steps)
}

const stepOf = (rule: string, { verdict, text, facts }: Judgment): AdmissionStep => ({
  rule,
  verdict,
  text,
  facts,
})

/** The person at the device can still do something about it. */
const answerable: ReadonlySet<string> = new Set<AdmissionReason>([
  'login-needed',
  'code-needed',
  'terms-needed',
  'ownership-needed',
  'wrong-code',
  'ambiguous-code',
  'wrong-login',
  'unknown-user',
  'wrong-user',
  'too-many-tries',
  'sign-on-unavailable',
  'sign-on-failed',
])

function stopped(
  { device }: Survey,
  judgment: Judgment & { verdict: 'stop' },
  steps: AdmissionStep[],
): Decision {
  const { reason, text } = judgment
  return {
    outcome: answerable.has(reason) ? 'challenge' : 'refuse',
    reason,
    summary: text,
    ...(device ? { device } : {}),
    steps,
  }
}

function admitted({ login }: Survey, device: Candidate, steps: AdmissionStep[]): Decision {
  const { identifier } = device
  const byLogin = device.authentication === 'login' && !wantsCode(device)
  const user = byLogin && login?.result.ok ? login.result.user : device.user
  return {
    outcome: 'admit',
    reason: 'admitted',
    summary: user
      ? `${identifier} is admitted for ${user.userName}.`
      : `${identifier} is admitted; no user is assigned.`,
    device,
    ...(user ? { user } : {}),
    authentication: wantsCode(device) ? 'keycode' : byLogin ? 'login' : 'none',
    steps,
  }
}
