import { Badge, Group } from '@mantine/core'
import type { Device } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Time } from '../ui/time.tsx'

const time = (at: string | null) => (at ? <Time at={at} /> : null)

/** What is known of a device, in groups; identifiers can be copied. */
export const DeviceFacts = ({ device }: { device: Device }) => (
  <>
    <Identity device={device} />
    <Person device={device} />
    <CheckIn device={device} />
    <Record device={device} />
  </>
)

const Identity = ({ device }: { device: Device }) => (
  <FactGroup title={t('device.group.identity')}>
    <Fact label={t('device.serial')} copy={device.serial} />
    <Fact label={t('device.platform')}>{t(`platform.${device.platform}`)}</Fact>
    <Fact label={t('device.model')}>
      {[device.manufacturer, device.model].filter(Boolean).join(' ') || null}
    </Fact>
    {device.platform !== 'android' && <Fact label={t('device.udid')} copy={device.udid} />}
    <Fact label={t('device.imei')} copy={device.imei} />
    {device.imei2 && <Fact label={t('device.imei2')} copy={device.imei2} />}
    {device.meid && <Fact label={t('device.meid')} copy={device.meid} />}
    <Fact label={t('device.wifi-mac')} copy={device.wifiMac} />
  </FactGroup>
)

const Person = ({ device }: { device: Device }) => (
  <FactGroup title={t('device.group.person')}>
    <Fact label={t('device.user')}>
      {device.userName && (
        <LinkAnchor to="/users/$id" params={{ id: `name:${device.userName}` }}>
          {device.userName}
        </LinkAnchor>
      )}
    </Fact>
    <Fact label={t('device.ownership')}>{device.ownership && t(`ownership.${device.ownership}`)}</Fact>
    <Fact label={t('device.template')}>{device.template}</Fact>
    <Fact label={t('device.groups')}>{names(device.groups, 'group')}</Fact>
    <Fact label={t('device.tags')}>{names(device.tags, 'tag')}</Fact>
    <Fact label={t('device.description')}>{device.description}</Fact>
    {Object.entries(device.customAttributes).map(([name, value]) => (
      <Fact key={name} label={name}>
        {value}
      </Fact>
    ))}
  </FactGroup>
)

const CheckIn = ({ device }: { device: Device }) => (
  <FactGroup title={t('device.group.check-in')}>
    <Fact label={t('device.authentication')}>{t(`authentication.${device.authentication}`)}</Fact>
    <Fact label={t('device.code')} copy={device.code} />
    <Fact label={t('device.expires')}>{time(device.expiresAt)}</Fact>
    <Fact label={t('device.registration-email')} copy={device.registrationEmail} />
    <Fact label={t('device.agent-install')}>
      {device.agentInstallRequired ? t('state.yes') : t('state.no')}
    </Fact>
  </FactGroup>
)

const Record = ({ device }: { device: Device }) => (
  <FactGroup title={t('device.group.record')}>
    <Fact label={t('device.source')}>{t(`source.${device.source}`)}</Fact>
    <Fact label={t('device.enrolled')}>{time(device.enrolledAt)}</Fact>
    <Fact label={t('device.last-seen')}>{time(device.lastSeenAt)}</Fact>
    <Fact label={t('device.created')}>{time(device.createdAt)}</Fact>
    <Fact label={t('device.updated')}>{time(device.updatedAt)}</Fact>
  </FactGroup>
)

const names = (list: string[], filter: 'group' | 'tag') =>
  list.length === 0 ? null : (
    <Group gap={6}>
      {list.map((name) => (
        <LinkAnchor key={name} to="/devices" search={{ [filter]: name }} underline="never">
          <Badge variant="default" tt="none" fw={500} style={{ cursor: 'pointer' }}>
            {name}
          </Badge>
        </LinkAnchor>
      ))}
    </Group>
  )
