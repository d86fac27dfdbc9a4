import type { AdmissionReason, AdmissionStep } from '../contract/arrival.ts'
import { androidDeviceRules } from './android-device-rules.ts'
import { androidRules } from './android-rules.ts'
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
  const rules = rulesFor(arrival)
  for (const { name, judge } of rules.finding) {
    const judgment = judge(seen)
    steps.push(stepOf(name, judgment))
    if (judgment.verdict === 'stop') return stopped(seen, judgment, steps)
  }
  // The finding rules have stopped every arrival without exactly one device.
  const device = seen.device!
  for (const { name, judge } of rules.onDevice) {
    const judgment = judge(seen, device)
    steps.push(stepOf(name, judgment))
    if (judgment.verdict === 'stop') return stopped(seen, judgment, steps)
  }
  return admitted(seen, device, steps)
}

function rulesFor({ android, link }: ArrivalClaims) {
  if (android) return { finding: androidRules, onDevice: androidDeviceRules }
  return { finding: link ? linkRules : findingRules, onDevice: deviceRules }
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

function admitted(seen: Survey, device: Candidate, steps: AdmissionStep[]): Decision {
  const { user, authentication } = seen.android ? provedOnAndroid(seen, device) : provedAtApple(seen, device)
  const { identifier } = device
  return {
    outcome: 'admit',
    reason: 'admitted',
    summary: user
      ? `${identifier} is admitted for ${user.userName}.`
      : `${identifier} is admitted; no user is assigned.`,
    device,
    ...(user ? { user } : {}),
    authentication,
    steps,
  }
}

/** Whom the device is for, and how that was proved. */
type Proved = { user: Candidate['user']; authentication: Candidate['authentication'] }

function provedAtApple({ login }: Survey, device: Candidate): Proved {
  if (wantsCode(device)) return { user: device.user, authentication: 'keycode' }
  if (device.authentication !== 'login') return { user: device.user, authentication: 'none' }
  return { user: login?.result.ok ? login.result.user : device.user, authentication: 'login' }
}

/** Who signed in is the user of a device that has none. */
const provedOnAndroid = ({ login, code }: Survey, device: Candidate): Proved => ({
  user: device.user ?? (login?.result.ok ? login.result.user : null),
  authentication: login?.result.ok ? 'login' : code ? 'keycode' : 'none',
})
