import { Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Device } from '../../src/contract/device.ts'
import type { DeviceCode } from '../../src/contract/device-code.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { LinkButton } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'

type Fault = NonNullable<DeviceCode['fault']>

/** Why there is no code, and the way to one. */
export const NoCode = ({ device, fault }: { device: Device; fault: Fault }) => (
  <Message
    tone="info"
    icon={IconAlertTriangle}
    title={t('device-code.none')}
    actions={<Mend device={device} fault={fault} />}
  >
    <Text size="sm">{t(`device-code.fault.${fault}`)}</Text>
  </Message>
)

function Mend({ device, fault }: { device: Device; fault: Fault }) {
  const can = useCan()
  if (fault === 'no-list' && can('settings:write'))
    return (
      <LinkButton to="/settings/android" size="xs" variant="default">
        {t('device-code.choose')}
      </LinkButton>
    )
  if (fault === 'no-numbers' && can('device:write'))
    return (
      <LinkButton to="/devices/$id/edit" params={{ id: device.id }} size="xs" variant="default">
        {t('device-code.edit')}
      </LinkButton>
    )
  return null
}
