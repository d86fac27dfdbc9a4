import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { Device } from '../../src/contract/device.ts'
import { depEnabledOptions } from '../dep/account-queries.ts'
import { useCan } from '../session/use-session.ts'
import { enrollmentSettingsOptions } from '../settings/settings-queries.ts'
import { t } from '../texts/t.ts'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { Status } from '../ui/status.tsx'
import { DepForm } from './dep-form.tsx'
import { isLocked } from './device-words.ts'

/** B2: only where DEP is used; what a device has of it is shown in any case. */
export function OfferedDepSection({ device }: { device: Device }) {
  const { data } = useQuery(depEnabledOptions)
  const isOffered = data?.enabled || device.depMethod !== null || device.dep !== null
  return isOffered ? <DepSection device={device} /> : null
}

/** How the device is associated with its DEP device (B2 to B9); the last two facts appear after check-in (B57, B58). */
function DepSection({ device }: { device: Device }) {
  const can = useCan()
  const [editing, edit] = useDisclosure(false)
  const mayEdit = can('device:write') && !isLocked(device)
  if (editing && mayEdit) return <DepForm device={device} onDone={edit.close} />
  const button = mayEdit && (
    <Button
      variant="default"
      size="xs"
      onClick={edit.open}
      aria-label={`${t('act.edit')}: ${t('device.dep')}`}
    >
      {t('act.edit')}
    </Button>
  )
  return (
    <FactGroup title={t('device.dep')} actions={button}>
      <Fact label={t('device.dep.use')}>{device.depMethod ? t('state.yes') : t('state.no')}</Fact>
      {device.depMethod && <DepFacts device={device} method={device.depMethod} />}
      {device.dep && (
        <>
          <Fact label={t('device.dep.account')}>{device.dep.account}</Fact>
          <Fact label={t('device.dep.at-apple')}>
            <Status kind="profile" state={device.dep.profileStatus} />
          </Fact>
        </>
      )}
      <CheckedInFacts device={device} />
    </FactGroup>
  )
}

const DepFacts = ({ device, method }: { device: Device; method: NonNullable<Device['depMethod']> }) => (
  <>
    <Fact label={t('device.dep.method')}>{t(`dep-method.${method}`)}</Fact>
    {method === 'Serial' ? (
      <Fact label={t('device.dep.serial')} copy={device.serial} />
    ) : (
      <KeyFact identifier={device.identifier} />
    )}
    {!device.dep && <Fact label={t('device.dep.at-apple')}>{t('device.dep.not-seen')}</Fact>}
  </>
)

/** B8: the key is `Identifier@UnitID`. */
function KeyFact({ identifier }: { identifier: string }) {
  const can = useCan()
  const { data } = useQuery({ ...enrollmentSettingsOptions, enabled: can('settings:read') })
  const key = data?.unitId ? `${identifier}@${data.unitId}` : identifier
  return <Fact label={t('device.dep.key')} copy={key} />
}

const CheckedInFacts = ({ device }: { device: Device }) => {
  const checkedIn = device.enrolledAt !== null
  const later = checkedIn ? null : t('device.dep.after-check-in')
  return (
    <>
      <Fact label={t('device.dep.device')} copy={checkedIn ? device.serial : null}>
        {checkedIn ? device.serial : later}
      </Fact>
      <Fact label={t('device.dep.profile')}>{checkedIn ? device.dep?.profileName : later}</Fact>
    </>
  )
}
