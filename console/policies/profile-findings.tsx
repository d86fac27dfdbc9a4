import { Code, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconInfoCircle, IconX } from '@tabler/icons-react'
import type { ProfileFinding, ProfileReading } from '../../src/contract/policy-file.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { StateBadge } from '../ui/state-badge.tsx'

const looks = {
  error: { tone: 'bad', icon: IconX },
  warning: { tone: 'warn', icon: IconAlertTriangle },
  hint: { tone: 'info', icon: IconInfoCircle },
} as const

/** What devices would make of a profile: worst first, as the server orders it. */
export function ProfileFindings({ profile }: { profile: ProfileReading }) {
  const { findings } = profile
  const worst = findings[0]?.severity
  const [tone, icon] = worst ? [looks[worst].tone, looks[worst].icon] : (['good', IconCheck] as const)
  const title = worst === 'error' ? t('policy.profile.unusable') : t('policy.profile.findings')
  return (
    <Message tone={tone} icon={icon} title={worst ? title : t('policy.profile.well')} role="status">
      {findings.length > 0 && (
        <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {findings.map((finding) => (
            <Line key={`${finding.path} ${finding.code}`} finding={finding} profile={profile} />
          ))}
        </Stack>
      )}
    </Message>
  )
}

const Line = ({ finding, profile }: { finding: ProfileFinding; profile: ProfileReading }) => (
  <li style={{ overflowWrap: 'anywhere' }}>
    <Group gap="xs" align="baseline">
      <StateBadge {...looks[finding.severity]} word={t(`policy-finding.${finding.severity}`)} />
      <Text size="sm" style={{ flex: '1 1 260px' }}>
        {placeOf(finding, profile)} {finding.message}. {finding.path && <Code>{finding.path}</Code>}
      </Text>
    </Group>
  </li>
)

/** “Wi-Fi: EncryptionType” says more than a path. */
function placeOf({ path }: ProfileFinding, { payloads }: ProfileReading): string {
  const [, index, ...rest] = /^\/PayloadContent\/(\d+)(?:\/(.*))?$/.exec(path) ?? []
  if (index === undefined) return path.slice(1) || t('policy.profile.whole')
  const payload = payloads[Number(index)]
  const name = payload?.title ?? payload?.type ?? path
  const key = rest[0]
  return key === undefined ? name : `${name}: ${key}`
}
