import type { ReactNode } from 'react'
import type { Device } from '../../src/contract/device.ts'
import type { ManagedByGoogle } from '../../src/contract/google-managed.ts'
import { useCan } from '../session/use-session.ts'
import { t, tWord } from '../texts/t.ts'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'
import { AndroidActs } from './agent-acts.tsx'

type Props = { device: Device; google: ManagedByGoogle; children: ReactNode }

/** What Google said of a device when it was read last, and what Google can be asked for. */
export function GoogleFacts({ device, google, children }: Props) {
  const can = useCan()
  const isThere = google.goneAt === null && google.erasedAt === null
  const mayAsk =
    isThere && (device.status === 'enrolled' || device.status === 'withdrawn') && can('device.command:write')
  return (
    <FactGroup
      title={t('android.google.title')}
      actions={mayAsk && <AndroidActs device={device} by="google" />}
    >
      {children}
      <StateFacts google={google} />
      <Fact label={t('android.google.policy')}>{policyText(google)}</Fact>
      <Fact label={t('android.google.version')}>{versionText(google)}</Fact>
      <Fact label={t('android.google.patch')}>{google.securityPatch}</Fact>
      <Fact label={t('android.google.posture')}>
        {google.posture && tWord('android.google.posture', google.posture)}
      </Fact>
      <Fact label={t('android.google.mode')}>
        {google.managementMode && tWord('android.google.mode', google.managementMode)}
      </Fact>
      <When label={t('android.google.reported')} at={google.lastReportAt} />
      <When label={t('android.google.synced')} at={google.lastPolicySyncAt} />
      <When label={t('android.google.enrolled')} at={google.enrolledAt} />
      <When label={t('android.google.read')} at={google.lastReadAt} />
      <Fact label={t('android.google.name')} copy={google.name} />
    </FactGroup>
  )
}

const When = ({ label, at }: { label: string; at: string | null }) => (
  <Fact label={label}>{at && <Time at={at} />}</Fact>
)

/** What was wanted, and what the device did of it where that differs. */
const StateFacts = ({ google }: { google: ManagedByGoogle }) => {
  const { state, appliedState, disabled, erasedAt, goneAt } = google
  const isBehind = appliedState !== null && appliedState !== state
  return (
    <>
      {goneAt === null && (
        <Fact label={t('android.google.state')}>
          {stateWord(state)}
          {isBehind && <div>{t('android.google.applied', { state: stateWord(appliedState) })}</div>}
          {disabled && <div>{t('android.google.disabled')}</div>}
        </Fact>
      )}
      {erasedAt && <When label={t('android.google.erased')} at={erasedAt} />}
      {goneAt && <When label={t('android.google.gone')} at={goneAt} />}
    </>
  )
}

const stateWord = (state: string): string => tWord('android.google.state', state)

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

function policyText({ policy, appliedPolicy, policyCompliant }: ManagedByGoogle): ReactNode {
  if (policy === null) return null
  const wanted = lastPart(policy)
  const compliance =
    policyCompliant === null
      ? null
      : t(policyCompliant ? 'android.google.compliant.yes' : 'android.google.compliant.no')
  if (appliedPolicy === null) return t('android.google.policy.waiting', { policy: wanted })
  if (appliedPolicy !== policy)
    return t('android.google.policy.other', { policy: wanted, applied: lastPart(appliedPolicy) })
  return (
    <>
      {wanted}
      {compliance && <div>{compliance}</div>}
    </>
  )
}

function versionText({ androidVersion, apiLevel }: ManagedByGoogle): string | null {
  if (apiLevel === null) return androidVersion
  const level = String(apiLevel)
  return androidVersion === null
    ? t('android.google.version.level', { level })
    : t('android.google.version.api', { version: androidVersion, level })
}
