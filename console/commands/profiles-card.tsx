import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { DeviceDetails, InstalledProfile } from '../../src/contract/device-details.ts'
import { t } from '../texts/t.ts'
import { Time } from '../ui/time.tsx'

type Profiles = NonNullable<DeviceDetails['profiles']>

/** The profiles on the device, as it lists them. */
export const ProfilesCard = ({ profiles: { at, items } }: { profiles: Profiles }) => (
  <Paper withBorder p="md" component="section">
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2}>{t('details.profiles', { count: items.length })}</Title>
        <Text size="sm" c="dimmed" component="span">
          <Time at={at} />
        </Text>
      </Group>
      <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {items.map((profile) => (
          <ProfileLine key={profile.identifier} profile={profile} />
        ))}
      </ul>
    </Stack>
  </Paper>
)

const ProfileLine = ({ profile }: { profile: InstalledProfile }) => (
  <li style={{ marginBottom: 8 }}>
    <Group gap="xs">
      <Text fw={600} component="span" style={{ overflowWrap: 'anywhere' }}>
        {profile.name ?? profile.identifier}
      </Text>
      {profile.managed && (
        <Badge variant="default" tt="none" fw={500}>
          {t('details.profile.managed')}
        </Badge>
      )}
      {profile.removable === false && (
        <Badge variant="default" tt="none" fw={500}>
          {t('details.profile.fixed')}
        </Badge>
      )}
    </Group>
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {[profile.identifier, ...profile.payloads.map(({ type }) => type)].join(' · ')}
    </Text>
  </li>
)
