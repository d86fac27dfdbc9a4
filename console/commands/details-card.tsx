import { useQuery } from '@tanstack/react-query'
import type { DeviceDetails, SecurityDetails, SystemDetails } from '../../src/contract/device-details.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'
import { detailsOptions } from './command-queries.ts'
import { ProfilesCard } from './profiles-card.tsx'

/** What an enrolled device says about itself; nothing is shown that it has not said. */
export function DetailsCards({ device }: { device: string }) {
  const { data, error } = useQuery(detailsOptions(device))
  if (error) return <ErrorMessage error={error} />
  return data ? <Shown details={data} /> : null
}

const Shown = ({ details: { system, security, profiles } }: { details: DeviceDetails }) => (
  <>
    {system && <SystemCard system={system} />}
    {security && <SecurityCard security={security} />}
    {profiles && <ProfilesCard profiles={profiles} />}
  </>
)

const yesNo = (value: boolean) => (value ? t('state.yes') : t('state.no'))
const onOff = (value: boolean) => (value ? t('details.on') : t('details.off'))

/** A line only where the device said something. */
function Said<T>({ label, value, show }: { label: string; value: T | null; show?: (value: T) => string }) {
  if (value === null) return null
  return <Fact label={label}>{show ? show(value) : String(value)}</Fact>
}

const SystemCard = ({ system }: { system: SystemDetails }) => (
  <FactGroup title={t('details.title')}>
    <Said label={t('details.name')} value={system.name} />
    <Said label={t('details.os')} value={osOf(system)} />
    <Said label={t('details.battery')} value={system.battery} show={(percent) => `${percent} %`} />
    <Said label={t('details.storage')} value={storageOf(system)} />
    <Said label={t('details.supervised')} value={system.supervised} show={yesNo} />
    <Said label={t('details.activation-lock')} value={system.activationLock} show={onOff} />
    <Said label={t('details.lost-mode')} value={system.lostMode} show={onOff} />
    <Said label={t('details.host')} value={system.hostName} />
    {system.bluetoothMac && <Fact label={t('details.bluetooth')} copy={system.bluetoothMac} />}
    {system.ethernetMac && <Fact label={t('details.ethernet')} copy={system.ethernetMac} />}
    <Fact label={t('details.as-of')}>
      <Time at={system.at} />
    </Fact>
  </FactGroup>
)

function osOf({ osVersion, osVersionExtra, build }: SystemDetails): string | null {
  const version = [osVersion, osVersionExtra].filter(Boolean).join(' ')
  return [version, build && `(${build})`].filter(Boolean).join(' ') || null
}

function storageOf({ capacity, available }: SystemDetails): string | null {
  if (capacity === null || available === null) return null
  const [free, all] = [available, capacity].map((gigabytes) => formatNumber(Math.round(gigabytes)))
  return t('details.storage.free', { free: free!, all: all! })
}

const SecurityCard = ({ security }: { security: SecurityDetails }) => (
  <FactGroup title={t('details.security')}>
    <Said label={t('details.passcode')} value={security.passcodePresent} show={yesNo} />
    <Said label={t('details.passcode-compliant')} value={security.passcodeCompliant} show={yesNo} />
    <Said label={t('details.file-vault')} value={security.diskEncrypted} show={onOff} />
    <Said label={t('details.recovery-key')} value={security.hasPersonalRecoveryKey} show={yesNo} />
    <Said label={t('details.firewall')} value={security.firewall} show={onOff} />
    <Said label={t('details.sip')} value={security.systemIntegrityProtection} show={onOff} />
    <Said label={t('details.secure-boot')} value={security.secureBoot} />
    <Said label={t('details.via-dep')} value={security.enrolledViaDep} show={yesNo} />
    <Said label={t('details.user-approved')} value={security.userApproved} show={yesNo} />
    <Fact label={t('details.as-of')}>
      <Time at={security.at} />
    </Fact>
  </FactGroup>
)
