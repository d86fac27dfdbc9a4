import { List, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { formatDay } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { Fact, FactGroup } from '../../ui/facts.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { AgentVersions } from './agent-versions.tsx'

type Props = { versions: [HostedAgent, ...HostedAgent[]]; onDelete?: (agent: HostedAgent) => void }

/** One package with one certificate: what a configuration takes from it, and its files. */
export function AgentCard({ versions, onDelete }: Props) {
  const [newest] = versions
  const { component, downloadUrl, signatureChecksum, certificates, minSdk, usedBy } = newest
  return (
    <Stack gap="xs">
      <FactGroup title={newest.package}>
        <Fact label={t('bulk.agent.component')} copy={component} />
        <Fact label={t('bulk.agent.downloadUrl')} copy={downloadUrl} />
        <Fact label={t('bulk.agent.signatureChecksum')} copy={signatureChecksum} />
        <Fact label={t('agents.certificate')}>
          {certificates
            .map(({ subject, notAfter }) =>
              t('agents.certificate.text', { subject, day: formatDay(notAfter) }),
            )
            .join('; ')}
        </Fact>
        <Fact label={t('agents.min-sdk')}>{minSdk}</Fact>
        <Fact label={t('agents.used-by')}>{usedBy.length > 0 && <Users of={newest} />}</Fact>
      </FactGroup>
      {newest.warnings.length > 0 && <Warnings of={newest} />}
      <AgentVersions versions={versions} {...(onDelete && { onDelete })} />
    </Stack>
  )
}

const Users = ({ of: { usedBy } }: { of: HostedAgent }) =>
  usedBy.map(({ id, name }, index) => (
    <span key={id}>
      {index > 0 && ', '}
      <LinkAnchor to="/bulk/$id" params={{ id }}>
        {name}
      </LinkAnchor>
    </span>
  ))

const Warnings = ({ of: { warnings } }: { of: HostedAgent }) => (
  <Message tone="warn" icon={IconAlertTriangle} title={t('agents.warnings')}>
    <List size="sm" c="inherit">
      {warnings.map(({ code, message }) => (
        <List.Item key={code}>{message}</List.Item>
      ))}
    </List>
  </Message>
)
