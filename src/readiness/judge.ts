import type { Readiness, ReadinessCheckId } from '../contract/readiness.ts'
import { readinessChecks } from '../contract/readiness.ts'
import { checkListCode, checkListToken, checkNumbers, checkTwins } from './android-checks.ts'
import type { Judge } from './check.ts'
import {
  checkAddress,
  checkListed,
  checkMandatory,
  checkPlatform,
  checkProfile,
  checkSupervised,
  checkToken,
  checkVersion,
  checkWebView,
} from './dep-checks.ts'
import {
  checkAgent,
  checkAuthentication,
  checkCode,
  checkExpiry,
  checkIdentity,
  checkMail,
  checkRecord,
  checkReset,
} from './device-checks.ts'
import type { DeviceFacts, Surroundings } from './facts.ts'
import { checkPolicies } from './policy-checks.ts'
import { checkCertificates, checkPush, checkServerAddress } from './server-checks.ts'

const judges: Record<ReadinessCheckId, Judge> = {
  record: checkRecord,
  expiry: checkExpiry,
  numbers: checkNumbers,
  twins: checkTwins,
  'list-token': checkListToken,
  'list-code': checkListCode,
  'dep-listed': checkListed,
  platform: checkPlatform,
  'dep-profile': checkProfile,
  'dep-version': checkVersion,
  'dep-address': checkAddress,
  'web-view': checkWebView,
  supervised: checkSupervised,
  mandatory: checkMandatory,
  authentication: checkAuthentication,
  code: checkCode,
  mail: checkMail,
  agent: checkAgent,
  policies: checkPolicies,
  'factory-reset': checkReset,
  'dep-token': checkToken,
  address: checkServerAddress,
  certificates: checkCertificates,
  push: checkPush,
  identity: checkIdentity,
}

/**
 * Whether the device enrolls when it is switched on, and what each check that applies to it saw (W31). Nothing but the facts
 * is asked. What makes a device not ready is told to the database too: `readyCondition`.
 */
export function judgeReadiness(device: DeviceFacts, around: Surroundings): Readiness {
  const checks = readinessChecks.flatMap((id) => {
    const finding = judges[id](device, around)
    return finding ? [{ id, ...finding }] : []
  })
  return { ready: checks.every(({ ok, severity }) => ok || severity !== 'error'), checks }
}
